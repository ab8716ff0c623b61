import type { KeyboardEvent } from 'react';
import { useRunTexts } from '../texts/useRunTexts.ts';

interface TabsProps {
  labels: readonly string[];
  selected: number;
  select(index: number): void;
}

/** The followed prompts, one of them in view. */
export function Tabs({ labels, selected, select }: TabsProps) {
  const { t } = useRunTexts();
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
    <div className="tabs" role="tablist" aria-label={t('players.prompt')} onKeyDown={walk}>
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
