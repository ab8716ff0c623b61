import { type KeyboardEvent, useState } from 'react';
import type { ShownExhibit } from '../reduce.ts';
import { usePage } from '../store.ts';
import { Response } from './Response.tsx';
import { scaleEnd, tint } from './tint.ts';

const noWords: readonly string[] = [];

const promptText = (exhibit: ShownExhibit, vocabulary: readonly string[]) =>
  exhibit.prompt.map((token) => vocabulary[token] ?? '').join('');

interface TabsProps {
  labels: readonly string[];
  selected: number;
  select(index: number): void;
}

function Tabs({ labels, selected, select }: TabsProps) {
  function walk(event: KeyboardEvent<HTMLDivElement>) {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (selected + step + labels.length) % labels.length;
    select(next);
    event.currentTarget.querySelectorAll('button')[next].focus();
  }
  return (
    <div className="tabs" role="tablist" aria-label="Prompt" onKeyDown={walk}>
      {labels.map((label, index) => (
        <button
          type="button"
          role="tab"
          key={label}
          id={`prompt-${index}`}
          aria-selected={index === selected}
          aria-controls="exhibit"
          tabIndex={index === selected ? 0 : -1}
          onClick={() => select(index)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function Legend() {
  const ratios = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1].map((share) => share * scaleEnd);
  return (
    <div className="legend">
      <span>opponent finds it likelier</span>
      <span className="legend-scale">
        <span>−{scaleEnd}</span>
        {ratios.map((ratio) => {
          const { player, strength } = tint(ratio);
          return <span key={ratio} className={`swatch token-${player}`} style={{ '--strength': strength }} />;
        })}
        <span>+{scaleEnd} nats</span>
      </span>
      <span>main player finds it likelier</span>
    </div>
  );
}

/** The two players and the data on one prompt. */
export function Players() {
  const [selected, setSelected] = useState(0);
  const exhibits = usePage((page) => page.run.exhibits);
  const vocabulary = usePage((page) => page.run.started?.model.vocabulary ?? noWords);
  const iteration = usePage((page) => page.run.iteration);
  const at = Math.min(selected, exhibits.length - 1);
  const exhibit = exhibits.length > 0 ? exhibits[at] : null;
  return (
    <section className="panel" aria-labelledby="players-title">
      <div className="panel-head">
        <h2 id="players-title">The players</h2>
        <Legend />
      </div>
      {exhibits.length > 0 ? (
        <Tabs labels={exhibits.map((one) => promptText(one, vocabulary))} selected={at} select={setSelected} />
      ) : (
        <p className="tabs empty">Press Play: the opponent answers a few prompts here, token by token.</p>
      )}
      <div id="exhibit" className="responses" role="tabpanel" aria-label="Responses to the prompt">
        <Response
          title="Opponent’s response"
          symbol="y′"
          side="opponent"
          note={
            iteration
              ? `the main player as it was after iteration ${iteration - 1}`
              : 'the model as it was at the start'
          }
          response={exhibit?.generated ?? null}
          vocabulary={vocabulary}
        />
        <Response
          title="Data’s response"
          symbol="y"
          side="data"
          note="what the training data answers"
          response={exhibit?.real ?? null}
          vocabulary={vocabulary}
        />
        <Response
          title="Main player’s own response"
          symbol="now"
          side="main"
          note="what it would answer as it is now"
          response={exhibit?.main ?? null}
          vocabulary={vocabulary}
        />
      </div>
    </section>
  );
}
