import type { Gpu } from '../gpu/gpu.ts';
import type { ModelWidths } from '../kernels/check.ts';
import type { Timings } from '../kernels/tune.ts';
import type { Tuner } from './controls.ts';
import type { AdapterInfo } from './protocol.ts';

/** Tunes the kernels of a device in the widths of a model; `info` says what is in use. */
export const tunerOf = (gpu: Gpu, info: () => AdapterInfo, widths: () => Promise<ModelWidths>): Tuner => ({
  tuned: Object.keys(gpu.choices).length > 0,
  async *tune() {
    let chosen = gpu.choices;
    let timings: Timings;
    try {
      // Few ask for it: it is no part of the first load.
      const { tune } = await import('../kernels/tune.ts');
      const tuning = tune(gpu, await widths());
      let next = await tuning.next();
      for (; !next.done; next = await tuning.next()) yield { type: 'tuning', kernel: next.value };
      chosen = gpu.choices;
      timings = next.value.timings;
    } finally {
      gpu.choices = chosen;
    }
    yield { type: 'tuned', adapter: info(), timings };
  },
  forget() {
    gpu.choices = {};
    return info();
  },
});
