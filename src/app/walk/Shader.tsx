import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kernel } from '../../lab/shaders.ts';
import type { Batch } from './batch.ts';
import { knownPorts, type Port } from './ports.ts';

function Source({ kernel, name }: { kernel: Kernel; name: string }) {
  const box = useRef<HTMLElement>(null);
  const first = Math.min(...kernel.lit);
  useEffect(() => {
    const { current } = box;
    const line = current?.querySelectorAll<HTMLElement>('.wgsl-line')[first];
    if (current && line) current.scrollTop = line.offsetTop - current.clientHeight / 2;
  }, [first]);
  const lines = kernel.lines.map((text, place) => ({ text, place }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className="wgsl" ref={box} tabIndex={0} aria-label={name}>
      <code lang="en">
        {lines.map(({ text, place }) => (
          <span key={place} className={kernel.lit.includes(place) ? 'wgsl-line lit' : 'wgsl-line'}>
            {text || '\u00a0'}
          </span>
        ))}
      </code>
    </section>
  );
}

function Ports({ title, ports }: { title: string; ports: readonly Port[] }) {
  if (ports.length === 0) return null;
  return (
    <div>
      <h4>{title}</h4>
      <dl className="ports">
        {ports.map(({ binding, value }) => (
          <div key={binding}>
            <dt>
              <code>{binding}</code>
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

interface ShaderProps {
  kernels: readonly Kernel[];
  batch: Batch | null;
  index: number;
  beta: number;
  /** Items of a micro-batch: kernels count within it. */
  rows: number;
}

const fileOf = ({ name }: Kernel) => `src/kernels/${name}.wgsl`;

/** The WGSL that computed what is on screen, its lines lit, and what went in and came out for the pair in focus. */
export function Shader({ kernels, batch, index, beta, rows }: ShaderProps) {
  const { t } = useTranslation('walk');
  const [open, setOpen] = useState(false);
  if (kernels.length === 0)
    return (
      <p className="panel">
        {t('shader.title')} <span className="note">{t('shader.none')}</span>
      </p>
    );
  return (
    <details className="panel shader" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('shader.title')} <span className="note">{kernels.map(fileOf).join(', ')}</span>
      </summary>
      {open &&
        kernels.map((kernel) => {
          const { inputs, outputs } = batch
            ? knownPorts(kernel.name, batch, index, { beta, rows })
            : { inputs: [], outputs: [] };
          return (
            <div key={kernel.name} className="shader-body">
              <Source kernel={kernel} name={fileOf(kernel)} />
              <div className="shader-ports">
                <Ports title={t('shader.inputs')} ports={inputs} />
                <Ports title={t('shader.outputs')} ports={outputs} />
              </div>
            </div>
          );
        })}
    </details>
  );
}
