import { describe, expect, test } from 'vitest';
import { TabularPlayer } from '../players/tabular.ts';
import type { DomainBenchmark } from '../tasks/benchmark.ts';
import { benchmarked, freshState, type Game, type RunState, stopsEarly } from './game.ts';
import { eventsOf } from './testing.ts';

describe('head-to-heads are counted sample by sample from the rubric’s digits', () => {
  const counts = (of: DomainBenchmark['versus_start']) => of && [of.wins, of.ties, of.losses];

  /** Measures players whose samples have these points, one after another. */
  async function measures(rubrics: readonly string[], state: RunState, first?: number) {
    const main = new TabularPlayer([1], null);
    const said: (DomainBenchmark | object)[] = [];
    for (const rubric of rubrics) {
      const game: Game = {
        ...{ main, parameters: 1, data: [], exhibits: [], correct: () => null },
        async *measure() {
          yield { done: 1, total: 1 };
          return { benchmark: { nll: 0, pair_accuracy: 0, accuracy: null }, rubric, heldOut: null };
        },
      };
      const events = await eventsOf(benchmarked(game, state, null, 0, first));
      said.push(...events.flatMap((event) => (event.type === 'benchmark' ? [event.benchmark] : [])));
    }
    return (said as DomainBenchmark[]).map((one) => [counts(one.versus_previous), counts(one.versus_start)]);
  }

  test('against the player before and the run’s first', async () => {
    const state = freshState();
    expect(await measures(['0123', '0500', '5555'], state)).toEqual([
      [null, null],
      [
        [1, 1, 2],
        [1, 1, 2],
      ],
      [
        [3, 1, 0],
        [4, 0, 0],
      ],
    ]);
    expect(state.rubrics).toEqual(['0123', '0500', '5555']);
  });

  test('a run that was cut goes on against the players before the cut', async () => {
    const state = { ...freshState(), rubrics: ['00', '55'] };
    expect(await measures(['35'], state)).toEqual([
      [
        [0, 1, 1],
        [2, 0, 0],
      ],
    ]);
  });

  test('or against the second player, where that is the first of the method’s', async () => {
    const all = await measures(['00', '11', '22', '01'], freshState(), 1);
    expect(all.map(([, start]) => start)).toEqual([null, null, [2, 0, 0], [0, 1, 1]]);
  });
});

test.each([
  [[], 1, false],
  [[0.5], 1, false],
  [[0.5, 0.6], 1, false],
  [[0.5, 0.5], 1, true],
  [[0.5, 0.4], 1, true],
  [[0.5, 0.4], 2, false],
  [[0.5, 0.4, 0.45], 2, true],
  [[0.5, 0.4, 0.6, 0.5], 2, false],
  [[-1.2, -1.1, -1.3], 1, true],
  [[0.5, 0.4, 0.3], 0, false],
])('held-out measures %j with a patience of %d stop a run: %j', (heldOut, early_stopping_patience, stops) => {
  const config = { seed: 0, iterations: 9, exhibit_steps: 0, inspected_steps: 0, early_stopping_patience };
  expect(stopsEarly({ ...freshState(), heldOut }, config)).toBe(stops);
});
