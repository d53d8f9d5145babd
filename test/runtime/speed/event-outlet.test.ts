import { expect, test } from '@jest/globals';
import { BEGINNING_OF_TIME } from '../../../lib/core/time.ts';
import type { SentEvent } from '../../../lib/ports/effects.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { eventOutlet, type LaneInput } from '../../../lib/runtime/speed/event-outlet.ts';

const record = (sequence: string, sub: number): SourceRecord => ({
  ...{ sequence, sub, arrival: 1, partitionKey: 'ada' },
  ...{ data: new Uint8Array(), start: 0, end: 0 },
});

test('events are named by their record, and by their place among those that steps make of it', () => {
  const events: SentEvent[] = [];
  const codec = { encode: (event: unknown) => event };
  const outlet = eventOutlet(
    { input: { view: 'paid', index: 3, codec } } as unknown as LaneInput,
    events,
  );
  const [first, second] = [record('8', 0), record('8', 1)];

  outlet.add({ n: 1 }, 'k', 10, BEGINNING_OF_TIME, first);
  outlet.add({ n: 2 }, 'k', 11, 5, first);
  outlet.add({ n: 3 }, 'l', 12, 6, first);
  outlet.add({ n: 4 }, 'l', 13, 7, second);

  expect(events).toEqual([
    { view: 'paid', input: 3, key: 'k', time: 10, event: { n: 1 }, id: '8/0/3.0', reached: null },
    { view: 'paid', input: 3, key: 'k', time: 11, event: { n: 2 }, id: '8/0/3.1', reached: 5 },
    { view: 'paid', input: 3, key: 'l', time: 12, event: { n: 3 }, id: '8/0/3.2', reached: 6 },
    { view: 'paid', input: 3, key: 'l', time: 13, event: { n: 4 }, id: '8/1/3.0', reached: 7 },
  ]);
});
