import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { rowAggregate } from '../../../lib/core/operators/accumulators.ts';
import { leastWatermark } from '../../../lib/core/watermark.ts';
import type { BatchReport } from '../../../lib/runtime/batch/protocol.ts';
import { runBatch } from '../../../lib/runtime/batch/run-batch.ts';
import { startRun } from '../../../lib/runtime/run/start-run.ts';
import { nthRecord, type Order, orders, orderText } from '../../support/batch/batch-shop.ts';
import { type BatchWorld, batchWorld } from '../../support/batch/batch-world.ts';
import { Crash, dying, randomOf } from '../../support/lanes/chaos.ts';
import { runs } from '../../support/property.ts';

const FIRST = 'shardId-0';
const SECOND = 'shardId-1';
/** Replaces the first shard in the middle of the stream. */
const CHILD = 'shardId-2';

/** Times on the edges of windows and a millisecond beside them, without any order: many are late. */
const someOrders: fc.Arbitrary<readonly Order[]> = fc
  .array(
    fc.record({
      customer: fc.constantFrom('ada', 'bob', 'cyd', 'dan'),
      country: fc.constantFrom('de', 'fr'),
      seconds: fc.integer({ min: -15, max: 60 }),
      beside: fc.constantFrom(0, 0, 0, -1, 1),
      cents: fc.integer({ min: -500, max: 100_000 }),
    }),
    { minLength: 12, maxLength: 50 },
  )
  .map((all) =>
    all.map(({ seconds, beside, ...order }, i) => ({
      ...order,
      id: `o${i}`,
      at: seconds * 1_000 + beside,
    })),
  );

const scenario = fc.record({
  sent: someOrders,
  /** Orders that their producer sends once more at the end. */
  again: fc.array(fc.nat(60), { minLength: 1, maxLength: 12 }),
  /** How many are sent before the first shard is split. */
  before: fc.nat(30),
  /** How far the stream comes in the end. */
  reached: fc.oneof(fc.integer({ min: -10, max: 90 }), fc.integer({ min: 50, max: 90 })),
  from: fc.integer({ min: -8, max: 4 }).map((n) => n * 2_500),
  length: fc
    .tuple(fc.integer({ min: 5, max: 40 }), fc.constantFrom(0, 0, -1, 1))
    .map(([n, beside]) => n * 2_500 + beside),
  seed: fc.integer(),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const requestOf = ({ from, length }: Scenario, run = 'r1') => ({ run, from, to: from + length });

function recordsOf({ sent, again, before, reached }: Scenario) {
  const all = [...sent, ...again.flatMap((i) => sent[i % sent.length] ?? [])];
  const texts = all.map((order, i) => {
    const shard = order.customer >= 'c' ? SECOND : i < before ? FIRST : CHILD;
    return { shard, key: order.customer, text: orderText(order) };
  });
  const beat = heartbeatText({ at: reached * 1_000 + 2_000 });
  const beats = [SECOND, CHILD].map((shard) => ({ shard, key: 'heartbeat', text: beat }));
  return [...texts, ...beats].map(({ shard, key, text }, i) => ({
    shard,
    record: nthRecord(i, text, key),
  }));
}

/** Speed and archive lanes read everything, in batches that have nothing to do with each other. */
async function streamed(about: Scenario): Promise<BatchWorld> {
  const random = randomOf(about.seed);
  const made = batchWorld(orders, []);
  const { shards } = made.world;
  const records = recordsOf(about);
  for (const take of [made.archive, made.speed]) {
    shards.splice(0, shards.length, shard(FIRST), shard(SECOND));
    for (const id of [FIRST, CHILD, SECOND]) {
      if (id === CHILD) {
        shards.splice(0, 1, { ...shard(FIRST), closed: true });
        shards.push({ ...shard(CHILD), parents: [FIRST] });
      }
      const mine = records.filter((each) => each.shard === id).map(({ record }) => record);
      for (let i = 0; i < mine.length; ) {
        const to = i + 1 + Math.floor(random() * 5);
        await take(id, mine.slice(i, to));
        i = to;
      }
    }
  }
  return made;
}

const shard = (id: string) => ({ id, parents: [] as string[], closed: false });

interface Place {
  readonly view: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

const lineOf = ({ view, key, start, end }: Place, acc: unknown): string =>
  `${view} ${key} ${start} ${end}: ${JSON.stringify(acc)}`;

const rowsOf = ({ world }: BatchWorld): string[] =>
  world.rows
    .rows()
    .map((row) => lineOf(row, row.acc))
    .sort();

/** What counts: an hour is the time in which seven records come. */
const counted = ({ sent, again }: Scenario): readonly Order[] => {
  const all = [...sent, ...again.flatMap((i) => sent[i % sent.length] ?? [])];
  return all.filter(({ id }, i) => {
    const before = all.findLastIndex((other, j) => j < i && other.id === id);
    return before < 0 || i - before > 7;
  });
};

/** What a run in one process gives of every order that counts, with nothing late. */
function everything(about: Scenario): readonly string[] {
  const rows = new Map<string, string>();
  const run = startRun(orders, {
    sink: {
      row(row, acc) {
        const operator = orders.views.find(({ name }) => name === row.view)?.operator;
        if (operator?.kind !== 'window') return;
        const line = lineOf(row, rowAggregate(operator.aggregates).encode(acc));
        rows.set(`${row.view} ${row.key} ${row.start}`, line);
      },
    },
  });
  const orderly = counted(about).toSorted((a, b) => a.at - b.at);
  for (const [i, { cents, ...order }] of orderly.entries()) {
    run.push('orders', { ...order, amount: cents }, { arrival: i * 10_000_000 });
  }
  run.end();
  return [...rows.values()];
}

const LATENESS: Readonly<Record<string, number>> = { by_customer: 0, by_country: 3_000 };

/** The rows that a run must leave: recomputed where it may, and as they were where it may not. */
async function expectedRows(about: Scenario, { ports, ...made }: BatchWorld): Promise<string[]> {
  const closed = new Map<string, number>();
  for (const [view, lateness] of Object.entries(LATENESS)) {
    closed.set(view, leastWatermark(await ports.reader.watermarks(view)) - lateness);
  }
  const { from, to } = requestOf(about);
  const isComputed = (line: string): boolean => {
    const [view = '', , start, end] = line.split(/[ :]/);
    return Number(start) >= from && Number(end) <= Math.min(to, closed.get(view) ?? 0);
  };
  const rest = rowsOf({ ports, ...made }).filter((line) => !isComputed(line));
  return [...everything(about).filter(isComputed), ...rest].sort();
}

/** Runs and gives the report; `undefined` if nothing was closed. */
const runOf = (made: BatchWorld, about: Scenario, run?: string): Promise<BatchReport | undefined> =>
  runBatch(made.definition, made.ports, requestOf(about, run)).catch((error: unknown) => {
    if (!String(error).includes('BATCH_NOTHING_CLOSED')) throw error;
    return undefined;
  });

describe('a batch run', () => {
  test('L20: leaves every closed row of its range as a run over all accepted events gives it', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (about) => {
        const made = await streamed(about);
        const before = rowsOf(made);
        const expected = await expectedRows(about, made);

        const report = await runOf(made, about);

        expect(rowsOf(made)).toEqual(report === undefined ? before : expected);
      }),
      runs(30),
    );
  });

  test('L20: heals nothing a second time', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (about) => {
        const made = await streamed(about);
        fc.pre((await runOf(made, about)) !== undefined);
        const after = rowsOf(made);

        const second = await runOf(made, about, 'r2');

        expect(second?.views.map(({ healed, missing }) => healed + missing)).toEqual(
          second?.views.map(() => 0),
        );
        expect(rowsOf(made)).toEqual(after);
      }),
      runs(15),
    );
  });

  test('L21: goes on where it died, and ends as if it had not', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (about) => {
        const calm = await streamed(about);
        const whole = await runOf(calm, about);
        fc.pre(whole !== undefined);
        const made = await streamed(about);
        const random = randomOf(about.seed);
        let report: BatchReport | undefined;
        for (let deaths = 0; report === undefined; deaths++) {
          const mortal = <T extends object>(port: T): T =>
            dying(port, random, deaths > 30 ? 0 : 0.08);
          const { files, healer, coverage, results } = made.ports;
          const mortals = {
            files: mortal(files),
            healer: mortal(healer),
            coverage: mortal(coverage),
            results: mortal(results),
          };
          const ports = { ...made.ports, ...mortals };
          report = await runOf({ ...made, ports }, about).catch((error: unknown) => {
            if (!(error instanceof Crash)) throw error;
            return undefined;
          });
        }

        expect(rowsOf(made)).toEqual(rowsOf(calm));
        expect(report.views.map(({ compared }) => compared)).toEqual(
          whole?.views.map(({ compared }) => compared),
        );
        expect([...made.results].sort()).toEqual([...calm.results].sort());
      }),
      runs(15),
    );
  });
});
