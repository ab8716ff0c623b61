import { expect, test } from 'vitest';
import { floats, random, range, run, sizes, targetWords } from './testing.ts';
import { tokenLogp } from './token_logp.ts';

test.each([
  [1, 40],
  [67, 1000],
  [3, 5003],
])('%i targets, vocabulary %i, of the second chunk', async (count, vocabulary) => {
  const first = 64;
  const logits = random(count * vocabulary, 1, 8);
  const totals = random(first + count, 2, 8);
  const ids = range(first + count, (i) => (i * 1237) % vocabulary);
  const logp = floats(new Float32Array(first + count).fill(7));
  const inputs = {
    size: sizes(count, first),
    targets: targetWords(ids, ids),
    logits: floats(logits),
    distribution: floats([...totals].flatMap((total) => [total, Number.NaN])),
  };
  const [actual] = await run((r) => tokenLogp(r, { ...inputs, logp, count, vocabulary }), logp);
  expect(actual.subarray(0, first).every((value) => value === 7)).toBe(true);
  const expected = range(count, (i) => logits[i * vocabulary + ids[first + i]] - totals[first + i]);
  expect(actual.subarray(first)).toEqual(Float32Array.from(expected));
});
