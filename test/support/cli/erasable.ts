import { count, distinct, first, sum, topK } from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import { decimal, instant, string } from '../../../lib/core/field-type.ts';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { type Schema, schema } from '../../../lib/core/schema/schema.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { globalWindow, session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { nthRecord } from '../batch/batch-shop.ts';
import { type TableWorld, tableWorld } from '../rows/table-world.ts';

const Trip = schema({
  id: string(),
  rider: string(),
  trip: string(),
  zone: string(),
  at: instant(),
  fare: decimal(2),
});
const Payment = schema({ trip: string(), at: instant(), method: string() });

type TripEvent = typeof Trip extends Schema<infer E> ? E : never;

const twice = pattern<TripEvent>()
  .begin('one', where('fare', '>', 0))
  .followedBy('two', where('fare', '>', 0))
  .within('20s')
  .build();

/** Every kind of view that may hold a rider: under the rider's key, under others', and in values. */
export const rides = pipeline('rides', (p) => {
  const common = { time: 'at', maxOutOfOrderness: '2s', maxClockSkew: '1000d' } as const;
  const trips = p.stream('trips', Trip, { ...common, key: 'rider', id: 'id', dedupeWithin: '1h' });
  const payments = p.stream('payments', Payment, { ...common, key: 'trip' });
  const numbers = { n: count(), fares: sum('fare') };
  const byRider = trips.groupBy('rider');
  const byZone = trips.groupBy('zone');

  byRider.window(tumbling('10s')).aggregate(numbers).view('by_rider');
  trips.groupBy('zone', 'rider').window(tumbling('10s')).aggregate(numbers).view('by_both');
  byZone.window(sliding('10s', '5s')).aggregate(numbers).view('by_zone');
  byZone
    .window(tumbling('10s'))
    .aggregate({ best: topK('fare', 2, { label: 'rider' }), riders: distinct('rider') })
    .view('riders');
  byRider.window(session('5s')).aggregate(numbers).view('outings');
  const busy = byZone.window(session('5s')).aggregate({ n: count(), first: first('rider') });
  busy.view('busy');
  busy
    .rows()
    .filter(where('n', '>', 1))
    .groupBy('first')
    .view('busy_first');
  const paid = trips.groupBy('trip').join(payments.groupBy('trip'), {
    ...{ as: ['t', 'p'], lower: '-5s', upper: '10s', type: 'left' },
  });
  paid
    .filter(({ p_at }) => typeof p_at === 'number')
    .groupBy('t_trip')
    .view('paid');
  paid
    .filter(({ p_at }) => typeof p_at !== 'number')
    .groupBy('t_zone')
    .view('unpaid');
  paid
    .groupBy('t_zone')
    .window(tumbling('20s'))
    .aggregate({ who: first('t_rider') })
    .view('hourly');
  byZone.match(twice, { timeouts: true }).groupBy('zone').view('twice');
  byZone
    .window(globalWindow({ every: 2 }))
    .aggregate({ last: first('rider') })
    .view('every_second');
  byZone
    .window(rolling('30s'))
    .aggregate({ recent: count() })
    .features()
    .groupBy('zone')
    .view('recent');
  trips
    .groupBy('zone')
    .joinTable(trips.groupBy('zone').table(), { as: ['a', 'b'], asOf: 'arrival' })
    .groupBy('a_zone')
    .view('beside');
  byRider
    .window(tumbling('10s'))
    .aggregate(numbers)
    .monitor({ name: 'many', field: 'n', above: 0 })
    .groupBy('rider')
    .view('many');
});

/** A name that is nowhere by chance. */
export const ADA = 'ada-17850';

const trip = (id: string, rider: string, zone: string, at: number) => ({
  key: rider,
  text: JSON.stringify({ id, rider, trip: `trip-${at}`, zone, at: at * 1_000, fare: '1.50' }),
});

/** @param of - When the trip was that is paid for. */
const payment = (of: number, at: number) => ({
  key: `trip-${of}`,
  text: JSON.stringify({ trip: `trip-${of}`, at: at * 1_000, method: 'card' }),
});

const beat = (at: number) => ({ key: 'heartbeat', text: heartbeatText({ at: at * 1_000 }) });

const TRIPS = [
  trip('a1', ADA, 'north', 1),
  trip('b1', 'bob', 'north', 2),
  trip('a2', ADA, 'south', 3),
  trip('c1', 'cyd', 'south', 12),
  trip(`${ADA}-3`, ADA, 'north', 13),
  trip('b2', 'bob', 'north', 14),
  { key: ADA, text: `{"rider":"${ADA}","fare":"torn` },
  { key: 'adam', text: '{"rider":"adam","fare":"torn' },
  beat(60),
  trip('late', ADA, 'north', 4), // too late for every view
  trip('later', 'bob', 'north', 5),
  trip('a4', ADA, 'north', 64), // its windows stay open
  trip('b3', 'bob', 'north', 65),
  trip('c2', 'cyd', 'south', 66),
  trip('a5', ADA, 'south', 67),
];
const PAYMENTS = [payment(1, 2), payment(2, 4), beat(60), payment(64, 65), payment(65, 66)];

/** Ada's trips among others', seen by lanes and archive; without her, what should be there once she is erased. */
export async function ridden(without?: string): Promise<TableWorld> {
  const made = tableWorld(rides, ['trips:0', 'payments:0']);
  const trips = TRIPS.map(({ text, key }, i) => nthRecord(i, text, key));
  const others = trips.filter(({ partitionKey }) => partitionKey !== without);
  const payments = PAYMENTS.map(({ text, key }, i) => nthRecord(i, text, key));
  const late = others.findIndex(({ partitionKey }) => partitionKey === 'heartbeat') + 1;
  for (const [shard, some] of [
    ['trips:0', others.slice(0, late)],
    ['payments:0', payments.slice(0, 3)],
    ['trips:0', others.slice(late)],
    ['payments:0', payments.slice(3)],
  ] as const) {
    await made.take(shard, some);
  }
  return made;
}

/** More comes, and time passes: what is in memory is written, what is open closes. */
export async function goOn(made: TableWorld): Promise<void> {
  const trips = [
    trip('b9', 'bob', 'north', 68),
    trip('c9', 'cyd', 'south', 69),
    beat(300),
    trip('b10', 'bob', 'north', 310),
  ];
  const payments = [payment(68, 69), beat(300), beat(400)];
  const records = (all: typeof trips) =>
    all.map(({ text, key }, i) => nthRecord(100 + i, text, key));
  await made.take('trips:0', records(trips));
  await made.take('payments:0', records(payments));
}
