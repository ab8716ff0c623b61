import './run.css';
import './players.css';
import './charts.css';
import './below.css';
import { shows } from '../link.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';
import { Candidates } from './Candidates.tsx';
import { Charts } from './Charts.tsx';
import { Controls } from './Controls.tsx';
import { Explanation } from './Explanation.tsx';
import { Health } from './Health.tsx';
import { IterationTable } from './IterationTable.tsx';
import { Later } from './Later.tsx';
import { MethodPicker } from './MethodPicker.tsx';
import { Players } from './Players.tsx';
import { Progress } from './Progress.tsx';
import { Settings } from './Settings.tsx';

/** One run, live: its method, its players, and what it does to them. */
export function RunView() {
  const { t } = useRunTexts();
  return (
    <>
      <section className="panel" aria-label={t('label')}>
        {shows('method') && <MethodPicker />}
        <Controls />
        <Progress />
        {shows('settings') && <Settings />}
      </section>
      <Candidates />
      <Players />
      <Health />
      {shows('charts') && <Charts />}
      <div className="below">
        <IterationTable />
        <Later>
          <Explanation />
        </Later>
      </div>
    </>
  );
}
