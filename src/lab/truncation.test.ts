import { expect, test } from 'vitest';
import { dataLengths, firstGradient, lengthCourse, lengthStarts, meanLength } from './truncation.ts';

const iterations = 12;
const means = (start: keyof typeof lengthStarts, limit: number, eos: boolean) =>
  lengthCourse({ start, limit }, eos, iterations).map(meanLength);

test('shares of lengths sum to 1, at the end of a course too', () => {
  for (const lengths of [...Object.values(lengthStarts), lengthCourse({ start: 'short', limit: 4 }, true, 3).at(-1)!])
    expect(lengths.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});

test.each([2, 4, 6, 8])('cut at %d, without an EOS: the data is a fixed point', (limit) => {
  for (const slope of firstGradient({ start: 'data', limit }, false)) expect(Math.abs(slope)).toBeLessThan(1e-12);
  for (const mean of means('data', limit, false)) expect(mean).toBeCloseTo(meanLength(dataLengths), 10);
});

test.each([2, 4, 6, 8])(
  'cut at %d, an EOS appended: the gradient is against ending there, and lengths grow',
  (limit) => {
    const slopes = firstGradient({ start: 'data', limit }, true);
    expect(slopes[limit]).toBeGreaterThan(0);
    const grown = means('data', limit, true);
    for (let t = 1; t <= iterations; t++) expect(grown[t]).toBeGreaterThan(grown[t - 1]);
  },
);

test('from responses that are too short, lengths go to the data’s without an EOS and beyond them with one', () => {
  const mean = meanLength(dataLengths);
  expect(Math.abs(means('short', 5, false).at(-1)! - mean)).toBeLessThan(0.1);
  expect(means('short', 5, true).at(-1)!).toBeGreaterThan(mean + 0.2);
});
