import { afterEach, expect, test, vi } from 'vitest';
import { Fault } from '../gpu/fault.ts';
import type { LabEvent } from '../methods/events.ts';
import type { LabMessage } from './protocol.ts';
import { parseRecording, Replay } from './recording.ts';

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

afterEach(() => vi.unstubAllGlobals());

test('a recording is stepped through like a run, at once where its speed has no end', async () => {
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => Number(setTimeout(draw)));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  const events: LabEvent[] = [
    {
      ...{ type: 'run-started', config: { method: 'spin' }, model: { name: '', parameters: 1, vocabulary: [] } },
      ...{ adapter: { name: '', software: true, kernels: {} }, version: '0', iterations: 1 },
    },
    { type: 'iteration-started', iteration: 0, prompts: [] },
    { type: 'batch-drawn', iteration: 0, step: 1, items: [] },
    { type: 'token-played', iteration: 0, place: 0, tokens: [] },
    { type: 'batch-scored', iteration: 0, step: 0, moment: 'before', player: 'opponent', items: [] },
    { type: 'batch-scored', iteration: 0, step: 1, moment: 'swapped', player: 'main', items: [] },
  ];
  const messages: LabMessage[] = [];
  const replay = new Replay(
    async () => events,
    Number.POSITIVE_INFINITY,
    (some) => messages.push(...some),
  );
  replay.send({ type: 'open', tunings: null });
  replay.send({ type: 'start', config: {} });
  const heard = () => messages.flatMap((message) => (message.type === 'events' ? message.events : []));
  for (const [to, count] of [
    ['phase', 3],
    ['stop', 4],
    ['phase', 5],
    ['iteration', 6],
  ] as const) {
    replay.send({ type: 'step', to });
    await vi.waitFor(() => expect(messages.at(-1)?.type).toBe('paused'), 200);
    expect(heard()).toEqual(events.slice(0, count));
    messages.splice(0, messages.length, ...messages.filter(({ type }) => type === 'events'));
  }
});
