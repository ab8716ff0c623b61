import { expect, test } from 'vitest';
import { methods, schemas } from './config.ts';
import { type Compiled, kernelsOf } from './shaders.ts';
import { walkOf } from './walk.ts';

const phases = [
  ...new Set(methods.flatMap((method) => [0, 1].flatMap((t) => walkOf(method, t).map(({ phase }) => phase)))),
];
const losses = schemas.dpo.entries.loss_type.wrapped.options;

test.each([null, ...losses])('every line that computes what is on screen is found: loss %s', (loss) => {
  for (const optim of ['adamw_torch', 'rmsprop', 'sgd'] as const)
    for (const vocabulary of [40, 50_000]) {
      const run: Compiled = { loss, optim, vocabulary };
      for (const phase of phases) {
        if (phase === 'margin' && loss === null) continue;
        for (const { name, lines, lit } of kernelsOf(phase, run)) {
          expect(lit.length, name).toBeGreaterThan(0);
          for (const line of lit) expect(lines[line], `${phase} ${name}`).toBeDefined();
          expect(lines.some((line) => line.trim().startsWith('#'))).toBe(false);
        }
      }
    }
});

test('the line of a loss is the one of the run', () => {
  const [kernel] = kernelsOf('loss', { loss: 'hinge', optim: 'sgd', vocabulary: 40 });
  expect(kernel.lines[kernel.lit[0]].trim()).toBe('value = max(0.0, 1.0 - s);');
});
