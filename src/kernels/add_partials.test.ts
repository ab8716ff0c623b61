import { expect, test } from 'vitest';
import { addPartials } from './add_partials.ts';
import { dot, expectClose, floats, random, range, run } from './testing.ts';

test.each([
  [1, 1],
  [1, 129],
  [16, 5],
  [7, 1000],
])('%i partial sums of %i outputs are added to what is there', async (splits, length) => {
  const partials = random(splits * length, 1);
  const before = random(length, 2);
  const out = floats(before);
  const [after] = await run((r) => addPartials(r, { partials: floats(partials), out, splits, length }), out);
  const expected = range(
    length,
    (i) =>
      before[i] +
      dot(
        range(splits, (s) => partials[s * length + i]),
        new Array(splits).fill(1),
      ),
  );
  expectClose(after, expected, splits);
});

test('every element is reached beyond 65,535 workgroups', async () => {
  const length = 65_535 * 64 + 65;
  const out = floats(new Float32Array(length).fill(1));
  const partials = floats(Float32Array.from({ length }, (_, i) => i));
  const [after] = await run((r) => addPartials(r, { partials, out, splits: 1, length }), out);
  expect(after.findIndex((value, i) => value !== i + 1)).toBe(-1);
});
