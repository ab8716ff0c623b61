import type { Method } from '../../lab/config.ts';
import type { WalkPhase } from '../../lab/walk.ts';
import type { RunState } from '../reduce.ts';
import { CandidateCards } from '../run/Candidates.tsx';
import { FigureList } from '../run/Charts.tsx';
import { walkFigures } from '../run/figures.ts';
import { Counts, MadePrompts } from './Bulk.tsx';
import type { Batch } from './batch.ts';
import { Changes, type LossSettings } from './Changes.tsx';
import { Gradient } from './Gradient.tsx';
import { Likelihood, Loss } from './Loss.tsx';
import { Margin } from './Margin.tsx';
import { Benchmarks, Swap } from './Swap.tsx';
import { taleOf, useTold } from './told.ts';

interface PanelProps {
  phase: WalkPhase;
  method: Method;
  iteration: number;
  run: RunState;
  batch: Batch | null;
  index: number;
  /** null where the run learns from single responses. */
  settings: LossSettings | null;
  learningRate: string;
}

/** What a phase has found out beside the tokens. */
export function Panel(props: PanelProps) {
  const { phase, method, iteration, run, batch, index, settings, learningRate } = props;
  const told = useTold(taleOf(method, iteration));
  switch (phase) {
    case 'prompts':
      return <MadePrompts run={run} iteration={iteration} />;
    case 'answer':
    case 'grade':
    case 'judge':
    case 'keep':
    case 'pair':
      return (
        <>
          <Counts run={run} iteration={iteration} />
          <CandidateCards shown={method === 'self-rewarding' ? 'judged' : 'graded'} />
        </>
      );
    case 'draw':
    case 'play':
    case 'score':
      return null;
  }
  if (!batch) return null;
  switch (phase) {
    case 'margin':
      return (
        settings && (
          <Margin
            batch={batch}
            index={index}
            beta={settings.beta}
            reference={method === 'dpo' ? String.raw`\mathrm{ref}` : String.raw`\theta_t`}
            other={told('other')}
          />
        )
      );
    case 'loss':
      return settings ? (
        <Loss batch={batch} index={index} loss={settings.loss} smoothing={settings.smoothing} />
      ) : (
        <Likelihood batch={batch} index={index} />
      );
    case 'gradient':
      return <Gradient batch={batch} index={index} tex={weightFormula(settings, told)} />;
    case 'update':
      return <Changes batch={batch} index={index} settings={settings} learningRate={learningRate} moment="after" />;
    case 'again':
      return (
        <>
          <div className="charts walk-charts">
            <FigureList specs={walkFigures[method]} />
          </div>
          <Changes
            batch={batch}
            index={index}
            settings={settings}
            learningRate={learningRate}
            moment={batch.scores.end ? 'end' : batch.scores.later ? 'later' : 'after'}
          />
        </>
      );
    case 'swap':
      return settings ? (
        <Swap batch={batch} index={index} beta={settings.beta} run={run} iteration={iteration} />
      ) : (
        <Benchmarks run={run} iteration={iteration} />
      );
    case 'measure':
      return <Benchmarks run={run} iteration={iteration} />;
  }
}

/** ∂L/∂log p of the response to learn, for the losses of the margin alone that have a short one. */
function weightFormula(settings: LossSettings | null, told: ReturnType<typeof useTold>): string | null {
  if (!settings)
    return String.raw`\frac{\partial L}{\partial \log p_\theta(y)} = -\frac{1}{\text{${told('formula.tokens')}}}`;
  const slopes: Partial<Record<LossSettings['loss'], string>> = {
    sigmoid: String.raw`-\sigma(-s)`,
    hinge: String.raw`-\mathbf{1}[s < 1]`,
    exponential: '-e^{-s}',
    correlation: '-1',
  };
  const slope = slopes[settings.loss];
  const pairs = told('formula.pairs');
  return slope
    ? String.raw`\frac{\partial L}{\partial \log p_\theta(y)} = \frac{\beta\,\ell'(s)}{\text{${pairs}}} = \frac{\beta}{\text{${pairs}}} \cdot \bigl(${slope}\bigr) = -\frac{\partial L}{\partial \log p_\theta(y')}`
    : null;
}
