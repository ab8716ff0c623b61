import { beforeEach, describe, expect, test } from 'vitest';
import { attentionBackwardQ } from './attention_backward_q.ts';
import {
  attentionReference,
  blank,
  dot,
  expectClose,
  floats,
  gpu,
  numericalGradient,
  packedRows,
  random,
  range,
  run,
  sizes,
  variants,
} from './testing.ts';
import { choose } from './variants.ts';

describe.each(variants('attention'))('%s', (variant) => {
  beforeEach(() => choose(gpu, { attention: variant }));

  test.each([
    [{ heads: 4, kvHeads: 2, headDim: 16 }, [5, 3], 1],
    [{ heads: 2, kvHeads: 1, headDim: 4 }, [5, 70], 1],
    [{ heads: 1, kvHeads: 1, headDim: 2 }, [1], 1],
    [{ heads: 4, kvHeads: 4, headDim: 5 }, [1, 7, 3, 12], 1],
    [{ heads: 6, kvHeads: 2, headDim: 6 }, [3, 1, 12, 7], 3],
    [{ heads: 2, kvHeads: 1, headDim: 64 }, [5, 1], 1],
    [
      { heads: 2, kvHeads: 1, headDim: 4 },
      [1, { shared: 4, branches: [3, 6, 1] }, { shared: 1, branches: [1, 2] }, 5],
      1,
    ],
    [{ heads: 1, kvHeads: 1, headDim: 4 }, [{ shared: 9, branches: [30, 40] }], 1],
    [{ heads: 2, kvHeads: 1, headDim: 4 }, [5, 1], 20], // scores of ±200 and more
  ])('%j, rows of %j, scale %i', async (shape, rows, scale) => {
    const { places, tokens } = packedRows(rows);
    const count = places.length;
    const q = random(count * shape.heads * shape.headDim, 1, scale);
    const k = random(count * shape.kvHeads * shape.headDim, 2, scale);
    const v = random(count * shape.kvHeads * shape.headDim, 3);
    const dOut = random(q.length, 4);
    const { out, logsumexp } = attentionReference(places, shape, q, k, v);

    const softmax = floats(logsumexp.flatMap((value) => [value, Number.NaN]));
    const dq = blank(q.length);
    const inputs = { q: floats(q), k: floats(k), v: floats(v), out: floats(out), dOut: floats(dOut) };
    const [actual, kept] = await run(
      (r) => attentionBackwardQ(r, { size: sizes(count), tokens, ...inputs, softmax, dq, count, shape }),
      dq,
      softmax,
    );
    const loss = (x: number[]) => dot(dOut, attentionReference(places, shape, x, k, v).out);
    expectClose(actual, numericalGradient(loss, q), (shape.headDim + 12) * scale);
    const deltas = range(logsumexp.length, (i) => {
      const row = (x: ArrayLike<number>) => range(shape.headDim, (d) => x[i * shape.headDim + d]);
      return dot(row(dOut), row(out));
    });
    expectClose(
      kept.filter((_, i) => i % 2 === 1),
      deltas,
      shape.headDim,
    );
    expect(kept.filter((_, i) => i % 2 === 0)).toEqual(Float32Array.from(logsumexp));
  });
});
