import { expect, test } from 'vitest';
import { interleaved, median, type Outcome, type Rounds, type Subject } from './timing.ts';

/** A clock that the subjects move on: ms of each run, the last for all that follow. */
async function timed(costs: Record<string, number[]>, options: Rounds) {
  let clock = 0;
  const order: string[] = [];
  const subjects = Object.entries(costs).map(([name, ms]): Subject => {
    let run = 0;
    return {
      name,
      async run(times) {
        order.push(times === 1 ? name : `${times}${name}`);
        for (let i = 0; i < times; i++) {
          const cost = ms[Math.min(run++, ms.length - 1)];
          if (Number.isNaN(cost)) throw new Error('it broke');
          clock += cost;
        }
      },
    };
  });
  const generator = interleaved(subjects, { ...options, now: () => clock });
  let outcomes: Outcome[] | undefined;
  while (!outcomes) {
    const next = await generator.next();
    if (next.done) outcomes = next.value;
  }
  return { outcomes, order };
}

test('subjects take turns, after a run that does not count', async () => {
  const { outcomes, order } = await timed({ a: [900, 50, 70, 60], b: [100] }, { rounds: 3 });
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);
  expect(outcomes).toEqual([
    { name: 'a', timing: { ms: 60, minMs: 50, rounds: 3 }, skipped: null },
    { name: 'b', timing: { ms: 100, minMs: 100, rounds: 3 }, skipped: null },
  ]);
});

test('what is quick is repeated within a sample', async () => {
  const { outcomes, order } = await timed({ a: [10] }, { rounds: 2, sampleMs: 40 });
  expect(order).toEqual(['a', 'a', '4a', '4a']);
  expect(outcomes[0].timing).toEqual({ ms: 10, minMs: 10, rounds: 2 });
});

test('what takes long has fewer rounds', async () => {
  const { outcomes } = await timed({ a: [1500], b: [100], c: [9000] }, { rounds: 5, budgetMs: 2000 });
  expect(outcomes.map(({ timing }) => timing?.rounds)).toEqual([2, 5, 1]);
});

test('what is timed beside another sits out with it', async () => {
  const a: Subject = { name: 'a', run: () => Promise.resolve() };
  const runs = { b: 0, c: 0 };
  let clock = 0;
  a.run = async () => {
    clock += 600;
  };
  const counting = (name: 'b' | 'c', more: Partial<Subject>): Subject => ({
    ...{ name, ...more },
    run: async () => {
      clock += 100;
      runs[name]++;
    },
  });
  const subjects = [a, counting('b', { beside: a }), counting('c', {})];
  const generator = interleaved(subjects, { rounds: 5, budgetMs: 1000, now: () => clock });
  while (!(await generator.next()).done);
  expect(runs).toEqual({ b: 3, c: 6 });
});

test('what takes for ever runs once', async () => {
  const { outcomes, order } = await timed({ a: [500], b: [100] }, { rounds: 2, endlessMs: 400, budgetMs: 300 });
  expect(order).toEqual(['a', 'b', 'b', 'b']);
  expect(outcomes[0].timing).toEqual({ ms: 500, minMs: 500, rounds: 1 });
});

test('what fails says why, and the others go on', async () => {
  const { outcomes } = await timed({ a: [Number.NaN], b: [100], c: [100, 100, Number.NaN] }, { rounds: 2 });
  expect(outcomes.map(({ skipped }) => skipped)).toEqual(['it broke', null, 'it broke']);
});

test('the median', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
