import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalkPhase } from '../../lab/walk.ts';
import { classLink, type Part } from '../link.ts';
import { briefQueryOf, configOf } from '../settings.ts';
import { usePage } from '../store.ts';
import { languages } from '../texts/languages.ts';
import { useWalk } from './tape.ts';

/** What a teacher may want out of the way, in groups of parts. */
const groups: Readonly<
  Record<'page' | 'questions' | 'terms' | 'story' | 'pairs' | 'likeliest' | 'shader' | 'tape', Part[]>
> = {
  page: ['views', 'language', 'theme', 'tour', 'links'],
  questions: ['questions'],
  terms: ['terms'],
  story: ['story'],
  pairs: ['pairs'],
  likeliest: ['likeliest'],
  shader: ['shader'],
  tape: ['phases', 'tape'],
};
type Group = keyof typeof groups;
const names = Object.keys(groups) as Group[];

/** A text to copy. */
function Copy({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation('walk');
  const [copied, setCopied] = useState('');
  const box = useRef<HTMLInputElement>(null);
  const copy = async () => {
    box.current!.select();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(text);
    } catch {
      // A page in a frame, or without https, may not: what is selected can be copied by hand.
      setCopied('');
    }
  };
  return (
    <div className="copy">
      <label>
        <span>{label}</span>
        <input ref={box} readOnly value={text} onFocus={(event) => event.target.select()} />
      </label>
      <button type="button" className="control" onClick={() => copy()}>
        {t('share.copy')}
      </button>
      <span role="status" className="note">
        {copied === text && t('share.copied')}
      </span>
    </div>
  );
}

/** A link to this very place of the walk, for a class or for another page. */
export function Share({ phase, iteration }: { phase: WalkPhase | null; iteration: number }) {
  const { t, i18n } = useTranslation('walk');
  const [open, setOpen] = useState(false);
  const [hidden, setHidden] = useState<readonly Group[]>([]);
  const [there, setThere] = useState(true);
  const [language, setLanguage] = useState('');
  const focus = useWalk((walk) => walk.focus);
  const draft = usePage((page) => page.draft);
  const recorded = usePage((page) => page.source === 'recorded');
  const here = new URLSearchParams(location.search);
  const config = recorded ? null : configOf(draft);
  // A recording has its method alone.
  if (recorded) here.set('method', draft.method);
  const link = (embed: boolean) =>
    classLink(config ? briefQueryOf(here, config) : here, {
      phase: there ? phase : null,
      iteration,
      pair: focus,
      language: language || i18n.language,
      hide: names.filter((name) => hidden.includes(name)).flatMap((name) => groups[name]),
      embed,
    });
  const toggle = (name: Group) =>
    setHidden(hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name]);
  const frame = `<iframe src="${link(true)}" width="1000" height="900" style="border:0" title="Self-Play Lab"></iframe>`;
  return (
    <details className="panel share" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('share.title')} <span className="note">{t('share.note')}</span>
      </summary>
      <div className="share-body">
        <label>
          <input type="checkbox" checked={there} onChange={(event) => setThere(event.target.checked)} />{' '}
          {t('share.phase')}
        </label>
        <label>
          {t('share.language')}{' '}
          <select value={language || i18n.language} onChange={(event) => setLanguage(event.target.value)}>
            {languages.map(({ id, name }) => (
              <option key={id} value={id} lang={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <fieldset>
          <legend>{t('share.hide')}</legend>
          {names.map((name) => (
            <label key={name}>
              <input type="checkbox" checked={hidden.includes(name)} onChange={() => toggle(name)} />{' '}
              {t(`share.parts.${name}`)}
            </label>
          ))}
        </fieldset>
        <Copy label={t('share.link')} text={link(false)} />
        <Copy label={t('share.frame')} text={frame} />
      </div>
    </details>
  );
}
