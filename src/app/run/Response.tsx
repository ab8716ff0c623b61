import { type KeyboardEvent, memo, useRef, useState } from 'react';
import { fixed, isMark, signed, tokenText, total } from '../format.ts';
import type { ShownResponse } from '../reduce.ts';
import { type RunTexts, useRunTexts } from '../texts/useRunTexts.ts';
import { tint } from './tint.ts';
import type { Side } from './views.ts';

interface TokenProps {
  index: number;
  text: string;
  main: number | null;
  opponent: number | null;
  /** The name of the other model. */
  other: string;
  /** The one token of its response in the tab order; the arrow keys move it. */
  tabbable: boolean;
  point(index: number | null): void;
  t: RunTexts;
}

const Token = memo(function Token({ index, text, main, opponent, other, tabbable, point, t }: TokenProps) {
  const scored = main !== null && opponent !== null;
  const { player, strength } = scored ? tint(main - opponent) : { player: 'none', strength: 0 };
  const mark = isMark(text);
  const label = scored
    ? t('token.scored', {
        ...{ token: text, main: fixed(main, 3), other, opponent: fixed(opponent, 3) },
        difference: signed(main - opponent, 3),
      })
    : t('token.unscored', { token: text });
  return (
    <li>
      <button
        type="button"
        className={`token token-${player} ${mark ? 'mark' : ''}`}
        style={{ '--strength': strength.toFixed(3) }}
        tabIndex={tabbable ? 0 : -1}
        aria-label={label}
        onFocus={() => point(index)}
        onMouseEnter={() => point(index)}
        onClick={() => point(index)}
      >
        {mark ? text.slice(1, -1) : text}
      </button>
    </li>
  );
});

interface NumbersProps {
  label: string;
  main: number | null;
  opponent: number | null;
}

function Numbers({ label, main, opponent }: NumbersProps) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{fixed(main, 3)}</td>
      <td>{fixed(opponent, 3)}</td>
      <td>{main === null || opponent === null ? '–' : signed(main - opponent, 3)}</td>
    </tr>
  );
}

/** What a grader finds; nothing where there is none. */
export function Verdict({ correct }: { correct: boolean | null }) {
  const { t } = useRunTexts();
  if (correct === null) return null;
  return (
    <span className={correct ? 'verdict verdict-right' : 'verdict verdict-wrong'}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path
          d={correct ? 'M2 8.5 6.2 13 14 3.5' : 'M3 3 13 13M13 3 3 13'}
          fill="none"
          stroke="currentColor"
          strokeWidth="2.6"
        />
      </svg>
      {t(correct ? 'verdict.right' : 'verdict.wrong')}
    </span>
  );
}

interface ResponseProps {
  title: string;
  /** Its name in the formula, where it has one. */
  symbol?: string;
  side: Side;
  note: string;
  /** The name of the model that the main player is compared with. */
  other: string;
  /** Said in place of a response. */
  empty: string;
  response: ShownResponse | null;
  vocabulary: readonly string[];
}

/** One response, token by token, with what both models think of it. */
export const Response = memo(function Response(props: ResponseProps) {
  const { title, symbol, side, note, other, empty, response, vocabulary } = props;
  const { t } = useRunTexts();
  const [pointed, setPointed] = useState<number | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const tokens = response?.tokens ?? [];
  const places = tokens.map((token, index) => ({ token, index }));
  const scores = response?.scores ?? null;
  const at = pointed !== null && pointed < tokens.length ? pointed : null;

  function walk(event: KeyboardEvent) {
    const here = at ?? 0;
    const moves: Record<string, number> = {
      ArrowRight: here + 1,
      ArrowLeft: here - 1,
      Home: 0,
      End: tokens.length - 1,
    };
    const next = moves[event.key];
    if (next === undefined || next < 0 || next >= tokens.length) return;
    event.preventDefault();
    list.current?.querySelectorAll('button')[next].focus();
  }

  return (
    <article className={`response response-${side}`}>
      <div className="response-head">
        <h3>
          {title} {symbol && <span className="symbol">{symbol}</span>}
        </h3>
        <Verdict correct={response?.correct ?? null} />
      </div>
      <p className="note">{note}</p>
      <div className="token-box">
        {tokens.length > 0 ? (
          // The arrow keys serve the buttons inside, which take the focus.
          <ol className="tokens" ref={list} aria-label={title} onKeyDown={walk} onMouseLeave={() => setPointed(null)}>
            {places.map(({ index, token }) => (
              <Token
                key={index}
                index={index}
                text={tokenText(token, vocabulary)}
                main={scores ? scores.main[index] : null}
                opponent={scores ? scores.opponent[index] : null}
                other={other}
                tabbable={index === (at ?? 0)}
                point={setPointed}
                t={t}
              />
            ))}
          </ol>
        ) : (
          <p className="empty">{empty}</p>
        )}
      </div>
      <table className="numbers">
        <thead>
          <tr>
            <th scope="col">{t('numbers.unit')}</th>
            <th scope="col">{t('numbers.main')}</th>
            <th scope="col">{other}</th>
            <th scope="col">{t('numbers.difference')}</th>
          </tr>
        </thead>
        <tbody>
          <Numbers
            label={at === null ? t('numbers.point') : t('numbers.token', { token: tokenText(tokens[at], vocabulary) })}
            main={at === null || !scores ? null : scores.main[at]}
            opponent={at === null || !scores ? null : scores.opponent[at]}
          />
          <Numbers
            label={t('numbers.sum')}
            main={scores && total(scores.main)}
            opponent={scores && total(scores.opponent)}
          />
        </tbody>
      </table>
    </article>
  );
});
