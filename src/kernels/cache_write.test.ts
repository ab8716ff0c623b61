import { expect, test } from 'vitest';
import { cacheWrite } from './cache_write.ts';
import { floats, random, run, sizes, words } from './testing.ts';

test.each([1, 27, 66])('width %i: each token goes to the slot of its position, the others stay', async (width) => {
  const places = [
    { position: 0, first: 4 },
    { position: 1, first: 4 },
    { position: 2, first: 0 },
    { position: 0, first: 9 },
  ];
  const x = random(places.length * width, 1);
  const before = random(11 * width, 2);
  const cache = floats(before);
  const tokens = words(places.flatMap(({ position, first }) => [7, position, first, 3]));
  const count = places.length;
  const [after] = await run(
    (r) => cacheWrite(r, { size: sizes(count), tokens, x: floats(x), cache, count, width }),
    cache,
  );
  const expected = before.slice();
  places.forEach(({ position, first }, t) => {
    expected.set(x.subarray(t * width, (t + 1) * width), (first + position) * width);
  });
  expect(after).toEqual(expected);
});
