import { useTranslation } from 'react-i18next';
import { tokenText } from '../format.ts';
import type { Batch } from './batch.ts';
import { parting } from './lanes.ts';
import { amount, difference, share } from './numbers.ts';
import type { Pointed } from './Responses.tsx';

interface ListProps {
  player: 'main' | 'opponent';
  name: string;
  likeliest: readonly number[] | null;
  /** The token that stands there. */
  token: number;
  vocabulary: readonly string[];
}

function List({ player, name, likeliest, token, vocabulary }: ListProps) {
  const { t } = useTranslation('walk');
  const places = likeliest ? Array.from({ length: likeliest.length / 2 }, (_, i) => i) : [];
  return (
    <div className={`likely likely-${player}`}>
      <h4>{name}</h4>
      {places.length === 0 && <p className="note">{t('likeliest.notYet')}</p>}
      <ol>
        {places.map((i) => (
          <li key={i} className={likeliest![2 * i] === token ? 'likely-here' : undefined}>
            <span className="likely-token">{tokenText(likeliest![2 * i], vocabulary)}</span>
            <span className="likely-bar" aria-hidden="true">
              <span style={{ width: `${100 * likeliest![2 * i + 1]}%` }} />
            </span>
            <span className="likely-share">{share(likeliest![2 * i + 1])}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface LikeliestProps {
  batch: Batch;
  index: number;
  pointed: Pointed | null;
  moment: keyof Batch['scores'];
  other: string;
  vocabulary: readonly string[];
}

/** What both players would have said at the place that is pointed at: the five likeliest tokens of each. */
export function Likeliest({ batch, index, pointed, moment, other, vocabulary }: LikeliestProps) {
  const { t } = useTranslation('walk');
  const item = batch.items[index];
  if (!batch.scores.before?.opponent) return null;
  // Until somebody points at a token: where the two responses part.
  const place = pointed?.place ?? parting(item);
  // While only the opponent has spoken, the place is one of its response.
  const side = pointed?.side ?? (batch.scores.before.main || !item.rejected ? 'chosen' : 'rejected');
  const token = item[side]?.[place];
  if (token === undefined) return null;
  const scores = (at: keyof Batch['scores'], player: 'main' | 'opponent') =>
    batch.scores[at]?.[player]?.[index]?.[side] ?? null;
  const main = scores(moment, 'main') ?? scores('end', 'main') ?? scores('before', 'main');
  const opponent = (moment === 'swapped' && scores('swapped', 'opponent')) || scores('before', 'opponent');
  // Between two looks at them the main player's are those of the update; after the swap both players are the model of the last step.
  const named = moment === 'later' ? 'after' : moment === 'swapped' ? 'end' : moment;
  const ofMain = scores(named, 'main');
  const ofOpponent = moment === 'swapped' ? ofMain : opponent;
  const [a, b] = [main?.logps[place], opponent?.logps[place]];
  return (
    <section className="likeliest" aria-labelledby="likeliest-title">
      <h3 id="likeliest-title">
        {t('likeliest.title')} <span className="note">{t('likeliest.hint')}</span>
      </h3>
      <p className="likeliest-numbers">
        <i>{side === 'chosen' ? 'y' : 'y′'}</i>,{' '}
        {t('likeliest.token', { token: tokenText(token, vocabulary), place: place + 1 })}
        {a !== undefined && ` · ${t('likeliest.main', { nats: amount(a, 4) })}`}
        {b !== undefined && ` · ${t('likeliest.other', { other, nats: amount(b, 4) })}`}
        {a !== undefined && b !== undefined && ` · ${t('likeliest.difference', { nats: difference(a - b, 4) })}`}
      </p>
      <div className="likeliest-lists">
        <List
          player="main"
          name={moment === 'later' ? t('likeliest.asOf', { step: batch.scores.after?.step ?? 1 }) : t('mainPlayer')}
          likeliest={ofMain?.likeliest?.[place] ?? null}
          token={token}
          vocabulary={vocabulary}
        />
        <List
          player="opponent"
          name={other}
          likeliest={ofOpponent?.likeliest?.[place] ?? null}
          token={token}
          vocabulary={vocabulary}
        />
      </div>
    </section>
  );
}
