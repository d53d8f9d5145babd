import { describe, expect, test } from '@jest/globals';
import {
  bigint,
  count,
  custom,
  Decimal,
  decimal,
  instant,
  int,
  json,
  optional,
  pattern,
  pipeline,
  type Schema,
  type Stream,
  schema,
  string,
  sum,
  tumbling,
} from '../../../lib/index.ts';
import { testPipeline } from '../../../lib/testing/index.ts';
import { recordingRun } from '../../support/operators/recording-run.ts';

const Ride = schema({
  city: string(),
  at: instant(),
  fare: decimal(2),
  tip: optional(decimal(2)),
  n: int(),
  big: bigint(),
  tags: optional(json()),
});
type Rides = typeof Ride extends Schema<infer E> ? Stream<E> : never;

const ride = (fare: string, more: object = {}): Record<string, unknown> => ({
  ...{ city: 'Oslo', at: '2026-03-01T10:00:00Z', fare, n: 1, big: '1' },
  ...more,
});

const bytes = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const define = (steps: (rides: Rides) => void) =>
  pipeline('rides', (p) => steps(p.stream('rides', Ride, { key: 'city', time: 'at' })));

/** What the view `v` says of the rides, in one process and as deployed, and what was set aside. */
async function both(steps: (rides: Rides) => void, given: readonly Record<string, unknown>[]) {
  const { run, rows, deadLetters } = recordingRun(define(steps));
  for (const each of given) run.push('rides', bytes(each));
  run.end();
  const deployed = testPipeline(define(steps));
  await deployed.give('rides', given);
  await deployed.advanceTo('2026-03-02T00:00:00Z');
  const [row] = await deployed.rows('v');
  return {
    run: rows.at(-1)?.values,
    deployed: row?.values,
    faults: deadLetters.map(({ message }) => message),
    deployedFaults: deployed.deadLetters().map(({ message }) => message),
  };
}

const counted = (rides: Pick<Rides, 'groupBy'>): void =>
  rides
    .groupBy('city')
    .window(tumbling('1h'))
    .aggregate({ n: count(), sum: sum('fare') })
    .view('v') as never;

const RIDES = [ride('0.51'), ride('50'), ride('50.01'), ride('7000.00', { tip: '1' })];

describe('functions of an author', () => {
  test('get decimals with their scale in filter', async () => {
    const found = await both((r) => counted(r.filter((e) => e.fare.isGreaterThan(50))), RIDES);

    expect(found.run).toMatchObject({ n: 2, sum: { units: 705_001n, scale: 2 } });
    expect(found.deployed).toMatchObject({ n: 2, sum: '7050.01' });
  });

  test('set events aside where a decimal is compared as if it were a number', async () => {
    const careless = (e: { fare: Decimal }) => (e.fare as unknown as number) > 50;
    const found = await both((r) => counted(r.filter(careless)), RIDES);

    expect(found.run).toBeUndefined();
    expect(found.faults).toHaveLength(4);
    expect(found.deployedFaults).toHaveLength(4);
    for (const fault of [...found.faults, ...found.deployedFaults])
      expect(fault).toMatch('isGreaterThan');
  });

  test('calculate with them in map and flatMap, exactly', async () => {
    const mapped = await both(
      (r) => counted(r.map(Ride, (e) => ({ ...e, fare: e.fare.times('1.19').round(2) }))),
      RIDES,
    );
    const twice = await both(
      (r) => counted(r.flatMap(Ride, (e) => [e, { ...e, fare: e.tip ?? Decimal.of(0) }])),
      RIDES,
    );

    expect(mapped.deployed).toMatchObject({ n: 4, sum: '8449.62' });
    expect(twice.deployed).toMatchObject({ n: 8, sum: '7101.52' });
    expect(twice.run).toMatchObject({ sum: { units: 710_152n, scale: 2 } });
  });

  test.each<[string, object, string]>([
    [
      'a number for a decimal',
      { fare: 51 },
      "fare: returned number 51, expected decimal(2); say Decimal.of('12.50')",
    ],
    [
      'more decimals than are declared',
      { fare: Decimal.of('0.125') },
      'fare: 0.125 has more than 2 decimals; say .round(2)',
    ],
    ['a decimal for an int', { n: Decimal.of(1) }, 'n: returned the decimal 1, expected int'],
    ['a fraction for an int', { n: 1.5 }, 'n: returned number 1.5, expected int'],
    [
      'nothing for what every event has',
      { n: undefined },
      'n: returned undefined undefined, expected int',
    ],
    ['a number for a bigint', { big: 1 }, 'big: returned number 1, expected bigint'],
    [
      'JSON that cannot be written',
      { tags: [1n] },
      'tags: returned object an array, expected json',
    ],
    [
      'a decimal that is too large',
      { fare: Decimal.of(1e15) },
      'fare: 1000000000000000 is more than decimal(2) holds',
    ],
  ])('set an event aside that returns %s', async (_, part, message) => {
    const found = await both((r) => counted(r.map(Ride, (e) => ({ ...e, ...part }))), [ride('1')]);

    expect(found.faults[0]).toMatch(message);
    expect(found.deployedFaults[0]).toMatch(message);
  });

  test('see what is missing as undefined, and may return null for it', async () => {
    const seen: unknown[] = [];
    const steps = (r: Rides) =>
      counted(
        r
          .map(Ride, (e) => ({ ...e, tip: null, tags: null }) as never)
          .filter((e) => seen.push(e.tip, e.tags) > 0),
      );
    const found = await both(steps, [ride('1', { tip: null })]);

    expect(found.faults).toEqual([]);
    expect(new Set(seen)).toEqual(new Set([undefined]));
  });

  test('get decimals with their scale in the conditions of patterns', async () => {
    const rising = pattern<{ fare: Decimal }>()
      .begin('low', (e) => e.fare.isLessThan(1))
      .followedBy('high', (e, { low }) =>
        low.some((one) => e.fare.isGreaterThan(one.fare.times(100))),
      )
      .build();
    const { run, records } = recordingRun(
      define((r) =>
        r
          .groupBy('city')
          .match(rising as never)
          .groupBy('city')
          .view('v'),
      ),
    );

    for (const each of RIDES.map((one, i) => ({ ...one, at: Date.UTC(2026, 2, 1) + i })))
      run.push('rides', bytes(each));
    run.end();

    expect(records).toMatchObject([
      { record: { events: { low: [{ fare: '0.51' }], high: [{ fare: '7000.00' }] } } },
    ]);
  });

  test('get decimals with their scale in custom aggregates', async () => {
    const largest = custom(
      {
        ...{ name: 'largest', version: 1, output: { kind: 'decimal', scale: 2 } as const },
        create: () => ({ best: Decimal.of(0) }),
        add: (acc: { best: Decimal }, value: Decimal) => {
          if (value.isGreaterThan(acc.best)) acc.best = value;
        },
        combine: (into: { best: Decimal }, from: { best: Decimal }) => {
          if (from.best.isGreaterThan(into.best)) into.best = from.best;
        },
        present: ({ best }) => best.round(2),
        encode: ({ best }) => best.toString(),
        decode: (text) => ({ best: Decimal.of(text as string) }),
      },
      'fare',
    );
    const steps = (r: Rides) =>
      r.groupBy('city').window(tumbling('1h')).aggregate({ largest }).view('v') as never;
    const found = await both(steps, RIDES);

    expect(found.run).toMatchObject({ largest: { units: 700_000n, scale: 2 } });
    expect(found.deployed).toEqual({ city: 'Oslo', largest: '7000.00' });
  });

  test('get the sums of rows as decimals', async () => {
    const { run, rows } = recordingRun(
      define((r) =>
        r
          .groupBy('city')
          .window(tumbling('1h'))
          .aggregate({ total: sum('fare') })
          .rows()
          .filter((row) => row.total instanceof Decimal && row.total.equals('7100.52'))
          .groupBy('city')
          .window(tumbling('1d'))
          .aggregate({ n: count() })
          .view('v'),
      ),
    );

    for (const each of RIDES) run.push('rides', bytes(each));
    run.end();

    expect(rows.map(({ values }) => values['n'])).toEqual([1]);
  });
});
