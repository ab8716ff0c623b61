import { beforeEach, describe, expect, test } from 'vitest';
import { attention, type HeadShape } from './attention.ts';
import {
  attentionReference,
  blank,
  expectClose,
  floats,
  gpu,
  type Place,
  packedRows,
  random,
  range,
  run,
  sizes,
  variants,
  words,
} from './testing.ts';
import { choose } from './variants.ts';

async function attend(
  places: readonly Place[],
  shape: HeadShape,
  tokens: GPUBuffer,
  q: ArrayLike<number>,
  k: ArrayLike<number>,
  v: ArrayLike<number>,
  cached = false,
) {
  const count = places.length;
  const out = blank(count * shape.heads * shape.headDim);
  const softmax = blank(count * shape.heads * 2);
  const inputs = { size: sizes(count), tokens, q: floats(q), k: floats(k), v: floats(v) };
  const [actual, kept] = await run(
    (r) => attention(r, { ...inputs, out, softmax, count, shape, cached }),
    out,
    softmax,
  );
  return { actual, logsumexp: kept.filter((_, i) => i % 2 === 0) };
}

const inputs = (tokens: number, slots: number, { heads, kvHeads, headDim }: HeadShape) => ({
  q: random(tokens * heads * headDim, 1, 3),
  k: random(slots * kvHeads * headDim, 2, 3),
  v: random(slots * kvHeads * headDim, 3),
});

const shapes = [
  { heads: 1, kvHeads: 1, headDim: 2 },
  { heads: 4, kvHeads: 4, headDim: 5 },
  { heads: 6, kvHeads: 2, headDim: 6 },
  { heads: 3, kvHeads: 1, headDim: 64 },
  { heads: 4, kvHeads: 2, headDim: 16 },
];

describe.each(shapes.flatMap((shape) => variants('attention').map((variant) => ({ ...shape, variant }))))(
  '$variant: $heads heads over $kvHeads of width $headDim',
  ({ variant, ...shape }) => {
    beforeEach(() => choose(gpu, { attention: variant }));

    test.each([
      [[1]],
      [[3, 1, 67, 12]],
      [[2, { shared: 20, branches: [80, 1, 150] }, { shared: 1, branches: [1, 1, 3] }, 4]],
      [[{ shared: 6, branches: range(30, () => 3) }, 2]],
    ])('rows of %j', async (rows) => {
      const { places, tokens } = packedRows(rows);
      const { q, k, v } = inputs(places.length, places.length, shape);
      const { actual, logsumexp } = await attend(places, shape, tokens, q, k, v);
      const expected = attentionReference(places, shape, q, k, v);
      expectClose(actual, expected.out, shape.headDim + 67);
      expectClose(logsumexp, expected.logsumexp, shape.headDim + 67);
    });
  },
);

describe.each(shapes.flatMap((shape) => variants('cached').map((variant) => ({ ...shape, variant }))))(
  'cached, $variant: $heads heads over $kvHeads of width $headDim',
  ({ variant, ...shape }) => {
    beforeEach(() => choose(gpu, { cached: variant }));

    test('one query a row against slots of a cache, the unwritten ones unused', async () => {
      const places = [
        { position: 6, first: 0 },
        { position: 0, first: 9 },
        { position: 3, first: 20 },
        { position: 129, first: 30 },
      ].map((place) => ({ ...place, slots: range(place.position + 1, (j) => place.first + j) }));
      const { q, k, v } = inputs(places.length, 170, shape);
      const written = new Set(places.flatMap(({ slots }) => slots));
      const width = shape.kvHeads * shape.headDim;
      const cache = (x: Float32Array) => x.map((value, i) => (written.has(Math.floor(i / width)) ? value : Number.NaN));
      const tokens = words(places.flatMap(({ position, first }) => [0, position, first, 0]));
      const { actual } = await attend(places, shape, tokens, q, cache(k), cache(v), true);
      expectClose(actual, attentionReference(places, shape, q, k, v).out, shape.headDim + 130);
    });
  },
);

test.each([
  ...variants('attention').map((variant) => ({ variant, cached: false })),
  ...variants('cached').map((variant) => ({ variant, cached: true })),
])('scores of ±200: $variant, cached $cached', async ({ variant, cached }) => {
  choose(gpu, { [cached ? 'cached' : 'attention']: variant });
  const shape = { heads: 1, kvHeads: 1, headDim: 4 };
  const { places, tokens } = packedRows([5]);
  const along = (values: number[]) => values.flatMap((value) => [value, 0, 0, 0]);
  const q = along([100, 100, -100, 100, 100]);
  const k = along([-4, 4, 4, -4, 4]);
  const v = random(20, 1);
  const { actual, logsumexp } = await attend(places, shape, tokens, q, k, v, cached);
  const expected = attentionReference(places, shape, q, k, v);
  expect(expected.logsumexp[0]).toBe(-200);
  expectClose(actual, expected.out, 4);
  expectClose(logsumexp, expected.logsumexp, 4);
});
