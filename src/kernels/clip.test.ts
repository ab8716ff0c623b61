import { expect, test } from 'vitest';
import { clip } from './clip.ts';
import { blank, expectClose, floats, random, run, uniform } from './testing.ts';

async function scaleAndNorm(partials: ArrayLike<number>, maxNorm: number): Promise<Float32Array> {
  const out = blank(2);
  const rule = uniform(Float32Array.of(0, 0, 0, 0, 0, 0, 0, maxNorm));
  const [result] = await run(
    (r) => clip(r, { rule, partials: floats(partials), clip: out, count: partials.length }),
    out,
  );
  return result;
}

test.each([1, 63, 64, 65, 5000])('%i partial sums', async (count) => {
  const partials = random(count, 1).map(Math.abs);
  const norm = Math.sqrt(partials.reduce((sum, value) => sum + value, 0));
  expectClose(await scaleAndNorm(partials, norm / 3), [norm / 3 / (norm + 1e-6), norm], 8);
  expectClose(await scaleAndNorm(partials, norm * 3), [1, norm], 8);
  expectClose(await scaleAndNorm(partials, 0), [1, norm], 8);
});

test('a gradient of zeros', async () => {
  expect(await scaleAndNorm([0, 0, 0], 1)).toEqual(Float32Array.of(1, 0));
});
