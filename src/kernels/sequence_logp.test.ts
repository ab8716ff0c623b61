import { expect, test } from 'vitest';
import { sequenceLogp } from './sequence_logp.ts';
import { blank, expectClose, floats, random, range, run, sizes, starts, words } from './testing.ts';

test.each([[[1]], [[0, 5, 0, 129, 1]], [range(67, (row) => row % 4)]])('responses of %j tokens', async (lengths) => {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const logp = random(total, 1, 10);
  const spans = starts(lengths).map((first, row) => [first, lengths[row]]);
  const rows = words(spans.flatMap(([first, length]) => [first, length, 0, 0]));
  const count = lengths.length;
  const sequence = blank(count);
  const [actual] = await run(
    (r) => sequenceLogp(r, { size: sizes(count), rows, logp: floats(logp), sequence, count }),
    sequence,
  );
  const expected = spans.map(([first, length]) => logp.subarray(first, first + length).reduce((sum, x) => sum + x, 0));
  expectClose(actual, expected, 129);
  lengths.forEach((length, row) => {
    if (length === 0) expect(actual[row]).toBe(0);
  });
});
