import { expect, test } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import { parseRecording } from './recording.ts';

const first = JSON.stringify({ type: 'run-started' });

test('a recording is read line by line, blank lines aside', () => {
  const text = `${first}\n\n${JSON.stringify({ type: 'run-ended', seconds: 3 })}\n`;
  expect(parseRecording(text, 'a.jsonl').map((event) => event.type)).toEqual(['run-started', 'run-ended']);
});

test.each([
  [`${first}\n{"type":"ste`, /a\.jsonl, line 2: not a line of JSON/],
  [`${first}\n\n{"type":"toString"}`, /a\.jsonl, line 3: not an event of this lab \(type "toString"\)/],
  [`${first}\nnull`, /a\.jsonl, line 2: not an event of this lab \(type missing\)/],
  ['{"type":"run-ended","seconds":1}', /a\.jsonl, line 1: a recording begins with run-started/],
  ['\n\n', /a\.jsonl is empty/],
])('a bad line is named: %j', (text, sentence) => {
  expect(() => parseRecording(text, 'a.jsonl')).toThrow(sentence);
  expect(() => parseRecording(text, 'a.jsonl')).toThrow(Fault);
});
