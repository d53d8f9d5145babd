import { createHash } from 'node:crypto';
import type { KinesisStreamEvent } from 'aws-lambda';
import { count, sum } from '../lib/core/aggregators/authoring.ts';
import { where } from '../lib/core/expression.ts';
import { decimal, instant, string } from '../lib/core/field-type.ts';
import { pattern } from '../lib/core/pattern/pattern.ts';
import { type Schema, schema } from '../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../lib/core/windows/window.ts';
import { session } from '../lib/core/windows/window-kinds.ts';
import { pipeline } from '../lib/pipeline/builder/pipeline.ts';
import { kinesisEvent, type PutRecord } from '../test/support/aws/kinesis-event.ts';
import { effort } from './support/effort.ts';
import { verdict } from './support/goal.ts';
import { lambdaLanes } from './support/lambda-lane.ts';
import { ratio, table } from './support/markdown.ts';
import { type Spread, spreadOf } from './support/paired.ts';

/**
 * How long honest events wait for their rows while somebody who may put records means harm.
 *
 * Run: `node bench/attacker.bench.ts [--quick]`.
 */
const { isQuick, rounds } = effort({ rounds: 5, warmUp: 0 });

const BATCHES = isQuick ? 8 : 16;
/** What one shard takes in a second, with events of the reference load's shape. */
const HONEST_PER_BATCH = 1_000;
const PADDING = 'x'.repeat(400);
const START = Date.UTC(2026, 2, 1);

const Order = schema({ id: string(), user: string(), at: instant(), amount: decimal(2) });
type Order = typeof Order extends Schema<infer E> ? E : never;

const shop = pipeline('attacked', (p) => {
  const orders = p.stream('orders', Order, { key: 'user', time: 'at', maxOutOfOrderness: '10s' });
  const byUser = orders.groupBy('user');
  const totals = { orders: count(), spent: sum('amount') };
  byUser.window(tumbling('1m')).aggregate(totals).view('minutes');
  byUser.window(sliding('1d', '1m')).aggregate(totals).view('days');
  byUser.window(session('30s')).aggregate(totals).view('visits');
  const isLarge = where('amount', '>=', 50);
  orders
    .filter(where('amount', '<', 50))
    .groupBy('user')
    .join(orders.filter(isLarge).groupBy('user'), {
      ...{ as: ['small', 'large'], type: 'inner', lower: '-10s', upper: '10s' },
    })
    .groupBy('small_user')
    .view('near');
  byUser
    .match(
      pattern<Order>()
        .begin('a', where('amount', '<', 50))
        .oneOrMore()
        .followedByAny('b', isLarge)
        .oneOrMore()
        .within('1m')
        .build(),
    )
    .groupBy('user')
    .view('risen');
});

const recordOf = (id: string, user: string, at: number, cents: number): PutRecord => ({
  data: JSON.stringify({ id, user, at, amount: (cents / 100).toFixed(2), more: PADDING }),
  partitionKey: user,
});

/** A packed record as an attacker writes it: one key, and parts of seven bytes that are no JSON. */
function badParts(count: number): Uint8Array {
  const table = Buffer.concat([Buffer.from([0x0a, 7]), Buffer.from('mallory')]);
  const part = Buffer.from([0x1a, 5, 0x08, 0, 0x1a, 1, 0x7b]);
  const message = Buffer.concat([table, ...Array.from({ length: count }, () => part)]);
  const digest = createHash('md5').update(message).digest();
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, digest]);
}

/** What an attacker adds to each batch. */
const ATTACKS: Readonly<Record<string, (batch: number, now: number) => readonly PutRecord[]>> = {
  'a record of 60,000 bad parts': () => [{ partitionKey: 'mallory', data: badParts(60_000) }],
  'a record of a megabyte': (batch, now) => [
    recordOf(`${batch}${'x'.repeat(1_000_000)}`, 'mallory', now, 100),
  ],
  'a key of 200 events for the windows, the join and the pattern': (batch, now) =>
    Array.from({ length: 200 }, (_, i) =>
      recordOf(`m${batch}-${i}`, 'mallory', now + i, i % 2 === 0 ? 100 : 9_000),
    ),
  'a clock 299 s ahead': (batch, now) => [
    recordOf(`ahead${batch}`, 'mallory', now + 299_000, 100),
    { partitionKey: 'mallory', data: `{"millrace":"heartbeat","v":1,"at":${now + 299_000}}` },
  ],
};

function batchesOf(attack: (typeof ATTACKS)[string] | undefined): KinesisStreamEvent[] {
  let sequence = 10n ** 55n;
  return Array.from({ length: BATCHES }, (_, batch) => {
    const now = START + batch * 1_000;
    const honest = Array.from({ length: HONEST_PER_BATCH }, (_, i) =>
      recordOf(
        `${batch}-${i}`,
        `user${(batch * 7 + i) % 300}`,
        now + i,
        100 + ((i * 37) % 90) * 100,
      ),
    );
    const all = [...(attack?.(batch, now) ?? []), ...honest];
    return kinesisEvent(
      all.map((record) => ({ ...record, arrival: now + 600, sequence: `${sequence++}` })),
    );
  });
}

let visible = process.cpuUsage();
const isHonest = ({ key }: { readonly key: string }): boolean => key.startsWith('user');
const newLanes = lambdaLanes(shop, (_kind, _items, images = []) => {
  if (images.some(isHonest)) visible = process.cpuUsage();
});

/** Processor time until the last honest row of a batch is written, of the slowest in a hundred. Seconds. */
async function slowest(batches: readonly KinesisStreamEvent[]): Promise<number> {
  const lanes = newLanes();
  const seconds: number[] = [];
  for (const batch of batches) {
    const before = process.cpuUsage();
    await lanes.handle(batch);
    seconds.push((visible.user - before.user + visible.system - before.system) / 1e6);
  }
  return seconds.toSorted((a, b) => a - b)[Math.ceil(seconds.length * 0.99) - 1] ?? Number.NaN;
}

const calm = batchesOf(undefined);
const attacks = Object.entries(ATTACKS).map(([name, attack]) => ({
  name,
  batches: batchesOf(attack),
}));
await slowest(calm); // compiles what both run
const measured: { name: string; times: Spread }[] = [];
for (const { name, batches } of attacks) {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const turns = round % 2 === 0 ? [calm, batches] : [batches, calm];
    const taken = new Map<readonly KinesisStreamEvent[], number>();
    for (const turn of turns) taken.set(turn, await slowest(turn));
    ratios.push((taken.get(batches) ?? 0) / (taken.get(calm) ?? 1));
  }
  measured.push({ name, times: spreadOf(ratios) });
}

console.log(`Batches of ${HONEST_PER_BATCH} honest events of ${PADDING.length + 100} bytes and 300 users, on one shard; per user minutes, a day sliding by minutes, sessions, a join and a pattern with two greedy quantifiers. The same with what an attacker adds to every batch. Processor time from the payload until the last row or record of an honest user is written, both lanes, of the slowest of ${BATCHES} batches; ports in memory.

${table(
  ['an attacker adds to each batch', 'p99 with ÷ p99 without'],
  measured.map(({ name, times }) => [name, ratio(times)]),
)}

${verdict(
  'honest rows come at most twice as late',
  measured.map(({ name, times }) => ({ of: name, value: 2 / times.median, atLeast: 1 })),
)}`);
