import { describe, expect, test } from '@jest/globals';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import { BEGINNING_OF_TIME, type EventTime } from '../../../lib/core/time.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import type { Event, SourceStream } from '../../../lib/pipeline/definition/definition.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { partitionKeyReader } from '../../../lib/runtime/operators/key-values.ts';
import { type Intake, type Taken, takeRecord } from '../../../lib/runtime/speed/intake.ts';
import { NO_COUNTS } from '../../../lib/runtime/speed/progress.ts';
import { refuse } from '../../../lib/runtime/speed/refuse.ts';
import { type OpenView, router, type Taker } from '../../../lib/runtime/speed/route.ts';
import { shop } from '../../support/definitions/shop.ts';

const [sales] = shop.streams as [SourceStream];
const withIds: SourceStream = { ...sales, id: 'id', dedupeWithin: 1_000 };
const byCustomer = partitionKeyReader(sales);

function record(content: string, about: Partial<SourceRecord> = {}): SourceRecord {
  const data = Buffer.from(content);
  return {
    ...{ sequence: '7', sub: 0, arrival: 9_000, partitionKey: 'ada' },
    ...{ data, start: 0, end: data.length },
    ...about,
  };
}

const sale = (more: object = {}): string =>
  JSON.stringify({ id: 'i', customer: 'ada', at: 5_000, amount: 1, country: 'de', ...more });

const nothing = (): Taken => ({
  ...{ watermark: BEGINNING_OF_TIME, frontier: null, newestArrival: BEGINNING_OF_TIME },
  counters: { ...NO_COUNTS, late: {} },
  ...{ late: [], deadLetters: [] },
});

/** A view that takes what is not late, by its end of 10 s. */
function aView(id: string, about: Partial<OpenView['runtime']> = {}) {
  const added: string[] = [];
  const fold: Taker = {
    add(event, key, time, watermark) {
      if (tumbling('10s').size + Math.floor(time / 10_000) * 10_000 <= watermark) return false;
      added.push(`${key} ${String(event['amount'])}`);
      return true;
    },
  };
  const runtime = { id, transform: undefined, keyOf: byCustomer, time: 'at', ...about };
  return { added, view: { runtime, fold } satisfies OpenView };
}

function intakeOf(views: readonly OpenView[], about: Partial<Intake> = {}): Intake {
  const { stream = sales } = about;
  return {
    ...{ stream, shard: 'shard-1', keyOf: byCustomer, belongsHere: undefined },
    decode: compileDecoder(stream.schema as Schema<Event>),
    router: router(stream, views),
    isRepeated: () => false,
    ...about,
  };
}

describe('a record that is taken', () => {
  test('goes to every view and moves time by what the stream allows for disorder', () => {
    const [a, b] = [aView('a'), aView('b')];
    const taken = nothing();

    takeRecord(intakeOf([a.view, b.view]), record(sale()), taken);

    expect([a.added, b.added]).toEqual([['ada 100'], ['ada 100']]);
    expect(taken).toEqual({
      ...nothing(),
      ...{ watermark: 2_000, frontier: { time: 5_000, arrival: 9_000 }, newestArrival: 9_000 },
      counters: { ...NO_COUNTS, records: 1, accepted: 1 },
    });
  });

  test('neither takes time back nor the newest arrival, nor the event from which silence is counted', () => {
    const intake = intakeOf([aView('a').view]);
    const taken = nothing();
    takeRecord(intake, record(sale(), { arrival: 9_000 }), taken);

    takeRecord(intake, record(sale({ at: 4_000 }), { arrival: 8_000 }), taken);
    takeRecord(intake, record(sale({ at: 5_000 }), { arrival: 9_500 }), taken);

    expect(taken).toMatchObject({ watermark: 2_000, newestArrival: 9_500 });
    expect(taken.frontier).toEqual({ time: 5_000, arrival: 9_000 });
  });

  test('is judged by the time before it, view by view, and counted where it is late', () => {
    const [a, b] = [aView('a'), aView('b')];
    const late = { ...b.view, fold: { add: () => false } };
    const taken: Taken = { ...nothing(), watermark: 4_000 };
    const intake = intakeOf([a.view, late]);

    takeRecord(intake, record(sale(), { sub: 3 }), taken);
    takeRecord(intake, record(sale()), taken);

    const set = { view: 'b', key: 'ada', sequence: '7', eventTime: 5_000, watermark: 4_000 };
    expect(taken.late).toEqual([
      { ...set, sub: 3 },
      { ...set, sub: 0 },
    ]);
    expect(taken.counters).toMatchObject({ accepted: 2, late: { b: 2 } });
    expect(a.added).toHaveLength(2);
  });

  test('is noted but not counted as late where only windows before the last one are closed', () => {
    const { view } = aView('a');
    const closing = { ...view, fold: { ...view.fold, closedUntil: (): EventTime => 3_000 } };
    const taken = nothing();

    takeRecord(intakeOf([closing]), record(sale()), taken);

    expect(taken.late).toMatchObject([{ view: 'a', until: 3_000 }]);
    expect(taken.counters).toMatchObject({ accepted: 1, late: {} });
  });
});

describe('a heartbeat', () => {
  const beat = (at: EventTime | null) =>
    record(heartbeatText({ at }), { partitionKey: 'heartbeat' });

  test('moves time and nothing else', () => {
    const { view, added } = aView('a');
    const taken = nothing();

    takeRecord(intakeOf([view]), beat(8_000), taken);

    expect(added).toEqual([]);
    expect(taken).toEqual({
      ...nothing(),
      ...{ watermark: 5_000, newestArrival: 9_000 },
      counters: { ...NO_COUNTS, heartbeats: 1 },
    });
  });

  test('of a stream that has had no event moves not even that', () => {
    const taken = nothing();

    takeRecord(intakeOf([aView('a').view]), beat(null), taken);

    expect(taken.watermark).toBe(BEGINNING_OF_TIME);
    expect(taken.counters).toEqual({ ...NO_COUNTS, heartbeats: 1 });
  });
});

describe('a record that cannot be taken', () => {
  /** What becomes of one record, and what views saw of it. */
  function refused(one: SourceRecord, about: Partial<Intake> = {}, second?: OpenView) {
    const { view, added } = aView('a');
    const taken = nothing();
    takeRecord(intakeOf(second === undefined ? [view] : [view, second], about), one, taken);
    return { taken, added };
  }

  test.each<[string, SourceRecord, Partial<Intake>, RegExp]>([
    ['does not decode', record('{'), {}, /JSON_SYNTAX/],
    [
      'was put under another key',
      record(sale(), { partitionKey: 'bob' }),
      { belongsHere: () => true },
      /^sales › customer: .*"bob".*"ada".*PARTITION_KEY_MISMATCH/,
    ],
    [
      'came to another shard',
      record(sale()),
      { belongsHere: () => false },
      /^sales › customer: .*"ada" on shard-1.*SHARD_MISMATCH/,
    ],
    [
      'has a key that is none',
      record(sale({ customer: '' }), { partitionKey: '' }),
      { belongsHere: () => true },
      /^sales › customer: .*KEY_EMPTY/,
    ],
  ])(
    'since it %s becomes a dead letter, is seen by no view and moves no time',
    (_, one, about, why) => {
      const { taken, added } = refused(one, about);

      expect(added).toEqual([]);
      expect(taken).toMatchObject({
        watermark: BEGINNING_OF_TIME,
        frontier: null,
        newestArrival: 9_000,
      });
      expect(taken.counters).toEqual({ ...NO_COUNTS, records: 1, deadLetters: 1 });
      expect(taken.deadLetters).toMatchObject([{ stream: 'sales', shard: 'shard-1', record: one }]);
      expect(`${taken.deadLetters[0]?.message} ${taken.deadLetters[0]?.code}`).toMatch(why);
    },
  );

  test.each<[string, Partial<OpenView['runtime']>, RegExp]>([
    [
      'a step throws',
      {
        transform: () => {
          throw new Error('no tax');
        },
      },
      /no tax/,
    ],
    [
      'a step makes a time that is none',
      { transform: (event, emit) => emit({ ...event, at: 0.5 }) },
      /0\.5 as at/,
    ],
    [
      'a step makes a key that is none',
      { transform: (event, emit) => emit({ ...event, customer: '' }) },
      /KEY_EMPTY/,
    ],
    [
      'the view says that it is wrong',
      { faultOf: () => 'a field that is gone' },
      /a field that is gone/,
    ],
    [
      'the first of what a step makes is wrong',
      {
        transform: (event, emit) => {
          emit({ ...event, at: 0.5 });
          emit({ ...event, at: 1.5 });
        },
      },
      /0\.5 as at/,
    ],
  ])('where %s it counts in no view, also not in those before', (_, about, why) => {
    const other = aView('b', about);

    const { taken, added } = refused(record(sale()), {}, other.view);

    expect([...added, ...other.added]).toEqual([]);
    expect(taken.counters).toEqual({ ...NO_COUNTS, records: 1, deadLetters: 1 });
    expect(taken.deadLetters[0]?.message).toMatch(why);
    expect(taken.deadLetters[0]?.message).toMatch(/^sales › b: /);
  });

  test('leaves nothing behind for the record after it', () => {
    const { view, added } = aView('a');
    const failing = aView('b', {
      transform: (event, emit) => {
        if (event['amount'] === 200n || event['amount'] === 200) throw new Error('no');
        emit(event);
      },
    });
    const intake = intakeOf([view, failing.view]);
    const taken = nothing();

    takeRecord(intake, record(sale({ amount: 2 })), taken);
    takeRecord(intake, record(sale({ amount: 3 })), taken);

    expect([added, failing.added]).toEqual([['ada 300'], ['ada 300']]);
    expect(taken.counters).toMatchObject({ records: 2, accepted: 1, deadLetters: 1 });
  });

  test('since it came before is counted, and moves no time', () => {
    const asked: string[] = [];
    const isRepeated: Intake['isRepeated'] = (id) => asked.push(id) > 0;

    const { taken, added } = refused(record(sale()), { stream: withIds, isRepeated });

    expect(asked).toEqual(['i']);
    expect(added).toEqual([]);
    expect(taken.watermark).toBe(BEGINNING_OF_TIME);
    expect(taken.counters).toEqual({ ...NO_COUNTS, records: 1, duplicates: 1 });
  });
});

test('what no head can hold is set aside, each record with its place', () => {
  const taken = nothing();
  const records = [record('a', { arrival: 9_000 }), record('b', { sub: 1, arrival: 8_000 })];

  refuse(records, { stream: 'sales', shard: 'shard-1', taken });

  expect(taken.counters).toEqual({ ...NO_COUNTS, records: 2, deadLetters: 2 });
  expect(taken.newestArrival).toBe(9_000);
  expect(taken.deadLetters).toMatchObject(
    records.map((one) => ({ shard: 'shard-1', record: one, code: 'EFFECTS_TOO_LARGE' })),
  );
});
