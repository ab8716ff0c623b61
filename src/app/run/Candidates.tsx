import { memo, useDeferredValue } from 'react';
import { fixed, isMark, tokenText } from '../format.ts';
import type { ShownCandidates } from '../reduce.ts';
import { usePage } from '../store.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';
import { useMethod, useSetting } from './planned.ts';
import { Verdict } from './Response.tsx';
import { promptText, type View, views } from './views.ts';

/** At most so many responses to a prompt are listed. */
const most = 8;

const noWords: readonly string[] = [];

/** A score on the judge's scale of 0 to 5 as a bar, with its number. */
function Score({ label, value }: { label: string; value: number | null }) {
  return (
    <span className="score">
      <span className="sr-only">{label} </span>
      <span className="score-bar" aria-hidden="true">
        <span style={{ width: `${20 * (value ?? 0)}%` }} />
      </span>
      <span className="score-number">{value === null ? '–' : fixed(value, Number.isInteger(value) ? 0 : 1)}</span>
    </span>
  );
}

/** A response as text; marks such as the end stand apart. */
const wordsOf = (tokens: readonly number[], vocabulary: readonly string[]): string =>
  tokens
    .map((token) => tokenText(token, vocabulary))
    .map((text) => (isMark(text) ? ` ${text.slice(1, -1)}` : text))
    .join('');

interface CardProps extends ShownCandidates {
  shown: View['candidates'];
  vocabulary: readonly string[];
  places: number;
}

/** One followed prompt and what was answered to it. */
const Card = memo(function Card({ prompt, responses, shown, vocabulary, places }: CardProps) {
  const { t } = useRunTexts();
  const listed = responses.slice(0, most).map((response, index) => ({ ...response, index }));
  return (
    <li className="card">
      <h3>{promptText({ prompt }, vocabulary)}</h3>
      <ol style={{ minHeight: `${1.75 * Math.min(most, places)}em` }}>
        {listed.map(({ index, tokens, score, rubric, use }) => (
          <li key={index} className={`candidate candidate-${use}`}>
            <span className="candidate-text">{wordsOf(tokens, vocabulary)}</span>
            {shown === 'graded' && <Verdict correct={score === null ? null : score === 1} />}
            {shown === 'judged' && score !== null && <Score label={t('candidates.judge')} value={score} />}
            {shown === 'judged' && rubric !== null && <Score label={t('candidates.grader')} value={rubric} />}
            <span className="candidate-use">{use !== 'unused' && t(`candidates.use.${use}`)}</span>
          </li>
        ))}
      </ol>
      {responses.length > most && <p className="note">{t('candidates.more', { rest: responses.length - most })}</p>}
    </li>
  );
});

/** Several responses to each followed prompt, and what becomes of them: a card each. */
export function CandidateCards({ shown }: { shown: Exclude<View['candidates'], 'none'> }) {
  const { t } = useRunTexts();
  const places = Number(useSetting('num_generations'));
  const run = useDeferredValue(usePage((page) => page.run));
  const made = run.rows.some(({ iteration, prompts }) => prompts !== null && iteration === run.iteration);
  const growing = shown === 'graded' || made ? run.exhibits : [];
  const cards: readonly ShownCandidates[] =
    run.candidates.length > 0
      ? run.candidates
      : growing.map(({ prompt, rejected }) => ({
          prompt,
          responses: rejected ? [{ tokens: [...rejected.tokens], score: null, rubric: null, use: 'unused' }] : [],
        }));
  return (
    <>
      {cards.length === 0 && <p className="empty">{t(`candidates.${shown}.empty`)}</p>}
      <ol className="cards">
        {cards.map((card) => (
          <Card
            key={card.prompt.join()}
            {...card}
            shown={shown}
            vocabulary={run.started?.model.vocabulary ?? noWords}
            places={places}
          />
        ))}
      </ol>
    </>
  );
}

/** The same with its name, where the method has candidates. */
export function Candidates() {
  const { t } = useRunTexts();
  const shown = views[useMethod()].candidates;
  if (shown === 'none') return null;
  return (
    <section className="panel" aria-labelledby="candidates-title">
      <h2 id="candidates-title">{t(`candidates.${shown}.title`)}</h2>
      <p className="note">{t(`candidates.${shown}.note`)}</p>
      <CandidateCards shown={shown} />
    </section>
  );
}
