import { expect, test } from 'vitest';
import { withTuning } from './tunings.ts';

const adapter = { name: 'here', software: true, kernels: { rows: 'thread', attention: 'no longer there' } };
const elsewhere = { elsewhere: { rows: 'workgroup' } };

test('an adapter’s kernels are stored beside those of others, and taken out again', () => {
  const stored = withTuning(JSON.stringify(elsewhere), adapter, true);
  expect(JSON.parse(stored!)).toEqual({ ...elsewhere, here: { rows: 'thread' } });
  expect(JSON.parse(withTuning(stored, adapter, false)!)).toEqual(elsewhere);
});

test.each([null, 'not JSON', '[]'])('nothing is left where nothing can be read and none is kept: %j', (stored) => {
  expect(withTuning(stored, adapter, false)).toBeNull();
  expect(JSON.parse(withTuning(stored, adapter, true)!)).toEqual({ here: { rows: 'thread' } });
});
