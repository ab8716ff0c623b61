import { beforeEach, describe, test } from 'vitest';
import { attentionBackwardKv } from './attention_backward_kv.ts';
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
    const delta = (i: number) => {
      const at = i * shape.headDim;
      return dot(dOut.subarray(at, at + shape.headDim), out.slice(at, at + shape.headDim));
    };

    const softmax = floats(logsumexp.flatMap((value, i) => [value, delta(i)]));
    const [dk, dv] = [blank(k.length), blank(v.length)];
    const inputs = { q: floats(q), k: floats(k), v: floats(v), dOut: floats(dOut) };
    const [actualK, actualV] = await run(
      (r) => attentionBackwardKv(r, { size: sizes(count), tokens, ...inputs, softmax, dk, dv, count, shape }),
      dk,
      dv,
    );
    const loss = (keys: ArrayLike<number>, values: ArrayLike<number>) =>
      dot(dOut, attentionReference(places, shape, q, keys, values).out);
    const terms = (shape.headDim + 12 * (shape.heads / shape.kvHeads)) * scale;
    expectClose(
      actualK,
      numericalGradient((x) => loss(x, v), k),
      terms,
    );
    expectClose(
      actualV,
      numericalGradient((x) => loss(k, x), v),
      terms,
    );
  });
});
