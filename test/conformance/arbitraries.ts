import fc from 'fast-check';
import type { Case, Step } from './case.ts';

/** Times around the boundaries of windows of 10 that start at multiples of 5, on both sides of 0. */
const aTime = fc
  .tuple(fc.integer({ min: -6, max: 12 }), fc.constantFrom(0, 0, 0, -1, 1, 2))
  .map(([fives, off]) => fives * 5 + off);

const aKey = fc.constantFrom('a', 'a', 'a', 'b', '', 'ü|');

const aValue = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -20, max: 20 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);

const SOURCES = ['one', 'two'];

const aSource = fc.constantFrom(...SOURCES);

/** Steps before ids are given; mostly events. */
const aStep = (withSources: boolean) => {
  const source = withSources ? { source: aSource } : {};
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        event: fc.record({
          ts: aTime,
          key: aKey,
          v: aValue,
          gap: fc.constantFrom(1, 4, 5, 9),
          ...source,
        }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        watermark: fc.oneof(aTime, fc.integer({ min: -30, max: 70 })),
        ...source,
      }),
    },
    { weight: 1, arbitrary: fc.constant({ checkpointRestore: true }) },
    ...(withSources
      ? [
          { weight: 1, arbitrary: fc.record({ idle: aSource }) },
          { weight: 1, arbitrary: fc.record({ active: aSource }) },
        ]
      : []),
  );
};

/** Gives every event an id by its place; empty keys are dropped, as they are no keys. */
const withIds = (steps: readonly unknown[]): Step[] =>
  (steps as readonly Step[])
    .filter(({ event }) => event === undefined || event['key'] !== '')
    .map((step, i) =>
      step.event === undefined ? step : { ...step, event: { ...step.event, id: `e${i}` } },
    );

const aPolicy = fc.oneof(
  fc.constant({ policy: 'explicit' }),
  fc.constant({ policy: 'none' }),
  fc.record({
    policy: fc.constant('boundedOutOfOrderness'),
    maxDelayMs: fc.constantFrom(0, 1, 5, 12),
  }),
);

const steps = fc
  .tuple(aPolicy, fc.boolean())
  .chain(([watermark, withSources]) =>
    fc.record({
      watermark: fc.constant(watermark),
      sources: fc.constant(withSources ? SOURCES : undefined),
      steps: fc.array(aStep(withSources), { maxLength: 30 }).map(withIds),
    }),
  )
  .map(({ steps: all, ...time }) => ({
    time: Object.fromEntries(Object.entries(time).filter(([, value]) => value !== undefined)),
    // where nothing but the end moves time, watermarks would be another policy
    steps: all.filter(
      ({ watermark }) => watermark === undefined || time.watermark.policy !== 'none',
    ),
  }));

const aWindow = fc.oneof(
  fc.record({
    type: fc.constant('tumbling'),
    sizeMs: fc.constantFrom(5, 10),
    offsetMs: fc.constantFrom(0, 3, -3, 17),
  }),
  fc.record({
    type: fc.constant('sliding'),
    sizeMs: fc.constantFrom(10, 12),
    slideMs: fc.constantFrom(5, 3, 10),
    offsetMs: fc.constantFrom(0, 2, -7),
  }),
  fc.record({
    type: fc.constant('cumulating'),
    sizeMs: fc.constantFrom(12, 6),
    stepMs: fc.constantFrom(3, 6),
    offsetMs: fc.constantFrom(0, 5, -7),
  }),
  fc.record({
    type: fc.constant('session'),
    gapMs: fc.constantFrom(1, 5, 7),
    touching: fc.constantFrom('merge', 'split'),
  }),
  fc.record({
    type: fc.constant('session'),
    gapField: fc.constant('gap'),
    touching: fc.constantFrom('merge', 'split'),
  }),
);

const AGGREGATES = {
  n: { fn: 'count' },
  values: { fn: 'count', field: 'v' },
  sum: { fn: 'sum', field: 'v' },
  min: { fn: 'min', field: 'v' },
  max: { fn: 'max', field: 'v' },
  avg: { fn: 'avg', field: 'v' },
  distinct: { fn: 'distinct', field: 'v' },
};

/** Cases of windows; what they expect is for an oracle to say. */
export const aWindowCase: fc.Arbitrary<Case<object>> = fc
  .record({
    window: aWindow,
    allowedLatenessMs: fc.constantFrom(0, 0, 1, 5, 20),
    emit: fc.constantFrom('onTimeAndLate', 'onTimeAndLate', 'final'),
    accumulation: fc.constantFrom('accumulating', 'discarding'),
    stream: steps,
    endOfInput: fc.boolean(),
  })
  .map(({ stream: { time, steps: all }, endOfInput, ...spec }) => ({
    ...aCase('windowAggregate', all, endOfInput),
    spec: { ...spec, ...growing(spec.window), ...time, aggregates: AGGREGATES },
  }));

/** Windows that start together discard nothing. */
const growing = ({ type }: { readonly type: string }) =>
  type === 'cumulating' ? { accumulation: 'accumulating' } : {};

const aCase = (kind: string, all: readonly Step[], endOfInput: boolean) => ({
  ...{ id: 'generated', title: 'generated', kind, steps: all, endOfInput, expected: {} },
});

const onSides = (all: readonly Step[], sides: readonly [string, string]): Step[] =>
  all.map((step, i) =>
    step.event === undefined
      ? step
      : { ...step, event: { ...step.event, stream: sides[(i * 7 + step.event.ts) & 1 ? 1 : 0] } },
  );

/** Cases of interval joins. */
export const aJoinCase: fc.Arbitrary<Case<object>> = fc
  .record({
    type: fc.constantFrom('inner', 'left', 'right', 'full'),
    lowerMs: fc.integer({ min: -12, max: 6 }),
    length: fc.integer({ min: 1, max: 12 }),
    lowerInclusive: fc.boolean(),
    upperInclusive: fc.boolean(),
    allowedLatenessMs: fc.constantFrom(0, 0, 5),
    stream: steps,
    endOfInput: fc.boolean(),
  })
  .filter(({ length, lowerInclusive, upperInclusive }) => {
    return length > 1 || lowerInclusive || upperInclusive;
  })
  .map(({ stream: { time, steps: all }, endOfInput, length, ...join }) => ({
    ...aCase('intervalJoin', onSides(all, ['left', 'right']), endOfInput),
    spec: { ...time, join: { ...join, upperMs: join.lowerMs + length } },
  }));

/** Cases of a stream and a table; `v` is the table's value, where null removes the row. */
export const aTableCase: fc.Arbitrary<Case<object>> = fc
  .record({
    mode: fc.constantFrom('arrival', 'eventTime', 'eventTime'),
    type: fc.constantFrom('inner', 'left'),
    grace: fc.constantFrom(undefined, 0, 1, 5, 15),
    stream: steps,
    isApart: fc.boolean(),
    endOfInput: fc.boolean(),
  })
  .map(({ stream: { time, steps: all }, grace, isApart, endOfInput, ...join }) => ({
    ...aCase(
      'streamTableJoin',
      onSides(
        all.filter(({ watermark, idle, active }) => {
          return !isApart || [watermark, idle, active].every((told) => told === undefined);
        }),
        ['stream', 'table'],
      ).map((step) =>
        step.event === undefined
          ? step
          : { ...step, event: withoutSource({ ...step.event, value: step.event['v'] }, isApart) },
      ),
      endOfInput,
    ),
    spec: {
      ...(isApart ? {} : time),
      join: { ...join, ...(grace === undefined ? {} : { graceMs: grace }) },
    },
  }));

type SomeEvent = NonNullable<Step['event']>;

function withoutSource(event: SomeEvent, isApart: boolean): SomeEvent {
  if (!isApart) return event;
  const { source: _source, ...rest } = event as SomeEvent & { readonly source?: string };
  return rest as SomeEvent;
}
