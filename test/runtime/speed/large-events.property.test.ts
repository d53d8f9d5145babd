import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dynamoHeadStore } from '../../../lib/adapters/dynamodb/head-store.ts';
import { dynamoRecordStore } from '../../../lib/adapters/dynamodb/record-store.ts';
import { recordFields, rowLayouts } from '../../../lib/adapters/dynamodb/row-layouts.ts';
import { dynamoRowReader } from '../../../lib/adapters/dynamodb/row-reader.ts';
import { dynamoRowStore } from '../../../lib/adapters/dynamodb/row-store.ts';
import { dynamoSeenIds } from '../../../lib/adapters/dynamodb/seen-ids.ts';
import { dynamoStateStore } from '../../../lib/adapters/dynamodb/state-store.ts';
import { decodeMessage, kinesisExchange } from '../../../lib/adapters/kinesis/exchange.ts';
import { memoryExchangeLayout } from '../../../lib/adapters/memory/exchange-layout.ts';
import { memoryLateEvents } from '../../../lib/adapters/memory/outbox.ts';
import { count, distinct, first, last } from '../../../lib/core/aggregators/authoring.ts';
import { instant, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { columnsByView } from '../../../lib/serving/served-view.ts';
import { fakeKinesis } from '../../support/aws/fake-kinesis.ts';
import { noise } from '../../support/aws/noise.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';
import { type Places, processIn } from '../../support/lanes/speed-world.ts';
import { runs } from '../../support/property.ts';
import { EVER } from '../../support/rows/sample-rows.ts';

const Note = schema({
  id: string(),
  user: string(),
  topic: string(),
  text: string(),
  at: instant(),
});

/** Rows that are written where they are read, rows by exchange, a step with state, and records. */
const notes = pipeline('notes', (p) => {
  const all = p.stream('notes', Note, {
    ...{ key: 'user', time: 'at', id: 'id', dedupeWithin: '1h' },
    ...{ maxOutOfOrderness: 0, maxClockSkew: '9999d' },
  });
  const values = { n: count(), first: first('text'), last: last('text'), texts: distinct('text') };
  all.groupBy('user').window(tumbling('1h')).aggregate(values).view('by_user');
  all.groupBy('topic').window(tumbling('1h')).aggregate(values).view('by_topic');
  all.groupBy('topic').window(session('10m')).aggregate(values).view('visits');
  all.groupBy('topic').view('log');
});

type NoteEvent = Readonly<Record<'id' | 'user' | 'topic' | 'text', string>> & {
  readonly at: number;
};

/** By seed; what is shorter is the beginning of it. */
const TEXTS = [0, 1, 2, 3, 4, 5].map((seed) => noise(2_700_000, seed));

/** Lengths around what stands in a row as text, what an item, a message and a head hold. */
const length = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 50 }) },
  { weight: 2, arbitrary: fc.constantFrom(65_000, 65_536, 220_000, 300_000) },
  { weight: 2, arbitrary: fc.constantFrom(400_000, 409_600, 545_000, 700_000) },
  { weight: 1, arbitrary: fc.constantFrom(1_400_000, 2_700_000) },
);

const note = fc.record({
  user: fc.constantFrom('ada', 'é'.repeat(512)),
  topic: fc.constantFrom('a', 'é'.repeat(512)),
  length,
  seed: fc.integer({ min: 1, max: 5 }),
  longId: fc.boolean(),
});

/** A deployment on services that enforce their limits. */
function deployment() {
  const dynamo = fakeDynamo();
  const kinesis = fakeKinesis();
  const { client } = dynamo;
  const now = () => Date.UTC(2026, 0, 1);
  const late = memoryLateEvents();
  const places: Places = {
    heads: dynamoHeadStore(client, 'state', { now }),
    rows: dynamoRowStore(client, 'views', { layouts: rowLayouts(notes), now }),
    records: dynamoRecordStore(client, 'views', recordFields(notes)),
    states: dynamoStateStore(client, 'state', { now }),
    seen: dynamoSeenIds(client, 'state', { keepFor: 1_000, now }),
    exchange: kinesisExchange(kinesis.client, 's'),
    layout: memoryExchangeLayout(),
    late,
    deadLetters: new Map(),
    shards: [{ id: '0', parents: [], closed: false }],
  };
  const sent = () =>
    kinesis.shards.flatMap(({ records }) =>
      records.flatMap(({ data }) => decodeMessage(data) ?? []),
    );
  const reader = dynamoRowReader(client, 'views', columnsByView(notes));
  return { places, late, sent, reader };
}

describe('a speed layer on services with limits', () => {
  test('L16: goes on whatever the size of an event: it is stored whole, or kept with its payload', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(note, { minLength: 1, maxLength: 6 }), async (given) => {
        const { places, late, sent, reader } = deployment();
        const process = processIn(places, notes, { random: () => 0.999, probability: 0 });
        const events = given.map(({ length: size, seed, longId, ...rest }, i): NoteEvent => {
          const id = longId ? `${i}${TEXTS[seed]?.slice(0, 600_000)}` : `${i}`;
          return { ...rest, id, text: (TEXTS[seed] ?? '').slice(0, size), at: i };
        });
        const end = { id: 'end', user: 'ada', topic: 'end', text: '', at: 7_200_000 };

        expect(await process.takeRecords('0', recordsOf([...events, end]))).toBe(true);
        expect(await process.takeRecords('0', recordsOf([...events, end]))).toBe(true);
        for (let done = 0; done < sent().length; ) {
          const messages = sent().slice(done);
          expect(await process.takeMessages(messages)).toBe(true);
          done += messages.length;
        }

        const dead = [...places.deadLetters.values()].map(({ record }) => {
          const event = JSON.parse(Buffer.from(record.data).toString()) as Omit<NoteEvent, 'at'>;
          return { ...event, at: Number(record.sequence) - FIRST };
        });
        const accepted = events.filter(({ at }) => !dead.some((each) => each.at === at));
        expect(dead.every((each) => each.text === events[each.at]?.text)).toBe(true);
        const aside = late.all().filter(({ why }) => why !== undefined);
        for (const { payload } of aside) expect(payload).toBeDefined();
        const takenBy = (view: string) => {
          const lost = aside.filter((each) => each.view === view);
          if (view === 'by_topic') return accepted.filter(({ text }) => !isIn(lost, text));
          return accepted.filter(({ at }) => !lost.some(({ eventTime }) => eventTime === at));
        };
        for (const [view, field] of [
          ['by_user', 'user'],
          ['by_topic', 'topic'],
          ['visits', 'topic'],
        ] as const) {
          for (const key of new Set(takenBy(view).map((each) => each[field]))) {
            const mine = takenBy(view).filter((each) => each[field] === key);
            const [row] = await reader.rowsOfKey({ view, key }, EVER);
            expect({ view, ...shownOf(row?.values) }).toEqual({
              ...{ view, n: mine.length, texts: new Set(mine.map(({ text }) => text)).size },
            });
            expect(mine[0]?.text.startsWith(String(row?.values['first']))).toBe(true);
            expect(mine.at(-1)?.text.startsWith(String(row?.values['last']))).toBe(true);
          }
        }
        for (const key of new Set(takenBy('log').map(({ topic }) => topic))) {
          const rows = await reader.rowsOfKey({ view: 'log', key }, EVER);
          const mine = takenBy('log').filter(({ topic }) => topic === key);
          expect(rows.map(({ start }) => start)).toEqual(mine.map(({ at }) => at));
        }
      }),
      runs(3),
    );
  }, 240_000);
});

const FIRST = 100;

const isIn = (lost: readonly { readonly payload?: unknown }[], text: string): boolean =>
  lost.some(({ payload }) => JSON.stringify(payload).includes(text));

const shownOf = (values: Readonly<Record<string, unknown>> = {}) => ({
  n: values['n'],
  texts: values['texts'],
});

const recordsOf = (events: readonly NoteEvent[]) =>
  events.map((event, i) => {
    const data = Buffer.from(JSON.stringify({ ...event, at: new Date(event.at).toISOString() }));
    const about = {
      sequence: String(100 + i),
      sub: 0,
      arrival: event.at,
      partitionKey: event.user,
    };
    return { ...about, data, start: 0, end: data.length };
  });
