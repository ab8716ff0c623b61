import './kernels.css';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { KernelName } from '../../lab/tunings.ts';
import { fixed } from '../format.ts';
import { forgetTuning, tune, usePage } from '../store.ts';

type Page = ReturnType<typeof usePage.getState>;

/** In the order in which they are tuned. */
const names = [
  'matmul_nt',
  'matmul_nn',
  'matmul_tn',
  'gated',
  'rows',
  'attention',
  'cached',
] as const satisfies readonly KernelName[];

/** How the kernels in use were come by, what tuning is doing, or why there is none now. */
function words(t: TFunction<'kernels'>, { source, status, tuned, tuning, timings }: Page): string {
  if (source === 'recorded') return t('state.recorded');
  if (status === 'opening') return t('state.opening');
  if (status === 'tuning') {
    const kernel = tuning ?? names[0];
    const number = names.indexOf(kernel) + 1;
    return t('state.timing', {
      ...{ number, count: names.length, kernel: t(`families.${kernel}`) },
    });
  }
  if (status !== 'ready') return t('state.busy');
  if (timings) return t('state.tuned');
  return t(`state.${tuned ? 'remembered' : 'untuned'}`);
}

/** The variants of kernels in use on this device, and their tuning, which nobody but the person asks for. */
export function Kernels() {
  const { t } = useTranslation('kernels');
  const may = usePage(({ source, status }) => source === 'live' && status === 'ready');
  const mayForget = usePage(({ tuned }) => tuned) && may;
  return (
    <fieldset className="kernels">
      <legend>{t('title')}</legend>
      <p>{t('about')}</p>
      <Table />
      <div className="kernels-buttons">
        <button
          type="button"
          className="control"
          aria-disabled={!may}
          aria-describedby="kernels-state"
          onClick={() => may && tune()}
        >
          {t('tune')}
        </button>
        <button
          type="button"
          className="control"
          aria-disabled={!mayForget}
          onClick={() => mayForget && forgetTuning()}
        >
          {t('forget')}
        </button>
      </div>
      <p id="kernels-state" className="kernels-state">
        {usePage((page) => words(t, page))}
      </p>
    </fieldset>
  );
}

function Table() {
  const { t } = useTranslation('kernels');
  const adapter = usePage((page) => page.adapter);
  const timings = usePage((page) => page.timings);
  const timed = usePage((page) => (page.status === 'tuning' ? page.tuning : null));
  return (
    <table aria-label={t('table')}>
      <thead>
        <tr>
          <th scope="col">{t('kernel')}</th>
          <th scope="col">{t('variant')}</th>
          <th scope="col">{t('time')}</th>
          <th scope="col">{t('plain')}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const used = adapter?.kernels[name];
          const times = timings?.[name];
          const [plain] = Object.values(times ?? {});
          return (
            <tr key={name} aria-current={name === timed ? 'step' : undefined}>
              <th scope="row" title={name}>
                {t(`families.${name}`)}
              </th>
              <td>{used ? <code>{used}</code> : '–'}</td>
              <td>{fixed(used ? times?.[used] : null)}</td>
              <td>{fixed(plain)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
