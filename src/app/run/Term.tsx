import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Setting } from '../fields.ts';
import { useRunTexts } from '../texts/useRunTexts.ts';
import { entryOf } from './glossary.ts';
import { Later } from './Later.tsx';

const margin = 8;

function About({ name }: { name: Setting }) {
  const { t } = useTranslation('about');
  const { text, source }: { text: string; source?: string } = t(name, { returnObjects: true });
  return (
    <>
      {text} {source && <span className="term-source">{source}</span>}
    </>
  );
}

/** A button that explains a setting when it is pointed at, focused or pressed: above the page and inside the window. */
export function Term({ name }: { name: Setting }) {
  const { t } = useRunTexts();
  const button = useRef<HTMLButtonElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const { label } = entryOf(t, name);
  const id = `about-${name}`;
  // Its text may come later, and then it is another size.
  const size = useRef<ResizeObserver | null>(null);
  const place = () => {
    const about = bubble.current!;
    const at = button.current!.getBoundingClientRect();
    const { clientWidth } = document.documentElement;
    const left = Math.max(margin, Math.min(at.left, clientWidth - about.offsetWidth - margin));
    // Above, where it hides no input, if there is room.
    const top = at.top >= about.offsetHeight ? at.top - about.offsetHeight : at.bottom;
    about.style.left = `${scrollX + left}px`;
    about.style.top = `${scrollY + top}px`;
  };
  const show = () => {
    bubble.current!.showPopover();
    place();
    size.current ??= new ResizeObserver(place);
    size.current.observe(bubble.current!);
  };
  const hide = () => {
    bubble.current!.hidePopover();
    size.current?.disconnect();
  };
  return (
    <span className="term" onPointerEnter={show} onPointerLeave={hide}>
      <button
        ref={button}
        type="button"
        aria-label={t('settings:about', { label })}
        aria-describedby={id}
        onFocus={show}
        onBlur={hide}
        onClick={show}
      >
        ?
      </button>
      <div ref={bubble} id={id} role="tooltip" popover="auto">
        <Later>
          <About name={name} />
        </Later>
      </div>
    </span>
  );
}
