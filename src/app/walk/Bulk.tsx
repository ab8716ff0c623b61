import { useTranslation } from 'react-i18next';
import { fixed, percent } from '../format.ts';
import type { RunState } from '../reduce.ts';
import { promptText } from '../run/views.ts';

interface BulkProps {
  run: RunState;
  iteration: number;
}

const rowOf = ({ rows }: RunState, iteration: number) => rows.find((row) => row.iteration === iteration);

/** Prompts that the main player made itself. */
export function MadePrompts({ run, iteration }: BulkProps) {
  const { t } = useTranslation('walk');
  const made = rowOf(run, iteration)?.prompts;
  if (!made) return <p className="empty">{t('notYet')}</p>;
  const vocabulary = run.started?.model.vocabulary ?? [];
  return (
    <>
      <p>{t('bulk.prompts', { asked: made.asked, valid: made.valid, kept: made.kept })}</p>
      <ul className="made">
        {made.followed.map((prompt) => (
          <li key={String(prompt)}>
            <code>{promptText({ prompt }, vocabulary)}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

/** How much the bulk work of an iteration came to, as far as it has been done. */
export function Counts({ run, iteration }: BulkProps) {
  const { t } = useTranslation('walk');
  const row = rowOf(run, iteration);
  const lines = [
    row?.rollouts && t('bulk.rollouts', { count: row.rollouts.responses, length: fixed(row.rollouts.meanLength, 1) }),
    row?.judged && t('bulk.judged', { count: row.judged.responses, mean: fixed(row.judged.mean) }),
    row?.kept &&
      t('bulk.kept', {
        right: percent(row.kept.right / row.kept.samples),
        kept: row.kept.kept,
        without: row.kept.perProblem[0],
        problems: row.kept.problems,
      }),
    row?.pairs && t('bulk.pairs', { pairs: row.pairs.pairs, prompts: row.pairs.prompts }),
  ].filter((line) => typeof line === 'string');
  return lines.map((line) => <p key={line}>{line}</p>);
}
