import fc from 'fast-check';
import {
  bitXor,
  collectList,
  collectSet,
  corr,
  count,
  first,
  last,
  max,
  mean,
  median,
  mode,
  nth,
  percentile,
  skewness,
  stringAgg,
  sum,
  sumDistinct,
  topRows,
} from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { calendar, cumulating, session } from '../../../lib/core/windows/window-kinds.ts';
import type { Stream } from '../../../lib/pipeline/definition/stream.ts';
import type { Click, User } from './site.ts';

/** Length that all times of a case are multiples of, but for a millisecond. */
export const UNIT = 7_200_000;

export type ClickEvent = typeof Click extends Schema<infer E> ? E : never;
type UserEvent = typeof User extends Schema<infer E> ? E : never;

interface Streams {
  readonly clicks: Stream<ClickEvent>;
  readonly users: Stream<UserEvent>;
}

/** A way to declare one or several views, and how a failing test prints it. */
export interface Declare {
  readonly about: string;
  readonly declare: (streams: Streams, name: string) => void;
}

export const views = <P>(
  kind: string,
  parameters: fc.Arbitrary<P>,
  declare: (streams: Streams, name: string, parameters: P) => void,
): fc.Arbitrary<Declare> =>
  parameters.map((given) => ({
    about: `${kind} ${JSON.stringify(given)}`,
    declare: (streams, name) => declare(streams, name, given),
  }));

export const VALUES = {
  n: count(),
  ms: sum('ms'),
  price: mean('price'),
  slowest: max('ms'),
} as const;

const MORE = {
  pages: collectList('page', { cap: 3 }),
  prices: collectList('price', { nulls: 'keep' }),
  visited: collectSet('page'),
  path: stringAgg('page', ' '),
  firstTwo: first('page', { n: 2 }),
  lastTwo: last('price', { n: 2, nulls: 'keep' }),
  third: nth('ms', 3),
  middle: median('ms'),
  most: percentile('price', 0.9, { method: 'discrete', cap: 4 }),
  often: mode('page'),
  together: corr('ms', 'price'),
  lopsided: skewness('ms'),
  once: sumDistinct('price'),
  odd: bitXor('ms'),
  paid: count({ where: where('page', '==', 'pay') }),
  slowPages: collectList('page', { where: where('ms', '>', 10) }),
  dearest: topRows(2, { by: [{ field: 'price', order: 'desc' }], fields: ['page', 'price'] }),
  slowestTwo: topRows(2, { by: [{ field: 'ms', order: 'desc' }], rank: 'withTies', cap: 3 }),
  dear: sum('price', { where: where('price', '>=', 1) }),
  twice: sum('price.optMap(p, p * 2.50)', { where: "has(price) && price > 0.50 || page < 'd'" }),
};

/** Some of the aggregates that there are; those of a sequence need the events one by one. */
export const values = fc
  .subarray(Object.keys(MORE) as (keyof typeof MORE)[], { maxLength: 4 })
  .map((names) => names.toSorted());

/** These aggregates beside those that every view has. */
export const withValues = (names: readonly (keyof typeof MORE)[]) => ({
  ...VALUES,
  ...Object.fromEntries(names.map((name) => [name, MORE[name]])),
});

export const aKey = fc.constantFrom('user' as const, 'page' as const);

/** Some events lack a price, and those share a key. */
export const anyKey = fc.constantFrom('user' as const, 'page' as const, 'price' as const);

/** Aggregates without the one that is called like the key. */
export const besides = <A extends Readonly<Record<string, unknown>>>(key: string, all: A): A =>
  Object.fromEntries(Object.entries(all).filter(([name]) => name !== key)) as A;
export const someTime = (most: number) => fc.nat(most).map((units) => units * UNIT);

export const someUnits = (most: number) => fc.integer({ min: 1, max: most });

export const windows = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .tuple(someUnits(4), someUnits(3), someTime(3))
      .map(([slide, overlap, offset]) => sliding(slide * overlap * UNIT, slide * UNIT, { offset })),
  },
  fc.constantFrom(calendar('day', 'Europe/Berlin'), calendar('week', 'UTC')),
  fc
    .tuple(someUnits(3), someUnits(4), someTime(3))
    .map(([step, steps, offset]) => cumulating(step * UNIT, step * steps * UNIT, { offset })),
  fc
    .tuple(someUnits(4), fc.constantFrom('merge' as const, 'split' as const))
    .map(([gap, touching]) => session(gap * UNIT, { touching })),
);

/** Pairs and what is left alone, each under a key of its own. */
export const sidesView = views(
  'sides of a join',
  fc.record({ lower: fc.integer({ min: -3, max: 1 }), length: fc.nat(4) }),
  ({ clicks, users }, name, { lower, length }) => {
    const bounds = { lower: lower * UNIT, upper: (lower + length) * UNIT };
    const joined = clicks
      .groupBy('user')
      .join(users.groupBy('user'), { as: ['click', 'sign'], type: 'left', ...bounds });
    const isPair = ({ sign_at: at }: { readonly sign_at?: unknown }) => typeof at === 'number';
    joined.filter(isPair).groupBy('click_user').view(`${name}_pairs`);
    joined
      .filter((each) => !isPair(each))
      .groupBy('click_page')
      .view(name);
  },
);

/** Rows of windows, and those of them that are large, by their number. */
export const largeView = views(
  'large rows of',
  fc.record({ windows, key: aKey }),
  ({ clicks }, name, { windows: first, key }) => {
    clicks
      .groupBy(key)
      .window(first)
      .aggregate(VALUES)
      .view(`${name}_rows`)
      .rows()
      .filter(where('n', '>', 1))
      .groupBy('n')
      .view(name);
  },
);

export const accumulation = fc.constantFrom('accumulating' as const, 'discarding' as const);

/** When windows give their rows, and what those hold. */
export const options = fc.record({
  allowedLateness: someTime(4),
  emit: fc.constantFrom('onTimeAndLate' as const, 'final' as const),
  accumulation,
});

/** Windows of which an event is in so many that a step keeps panes, and rows of those rows. */
export const paneView = views(
  'panes, and rows of',
  fc.record({ many: fc.constantFrom(30, 47), options, size: someUnits(40), key: aKey, values }),
  ({ clicks }, name, { many, options: how, size, key, values: names }) => {
    clicks
      .groupBy(key)
      .window(sliding(many * UNIT, UNIT), { ...how, rows: 'windows' })
      .aggregate(besides(key, withValues(names)))
      .view(`${name}_parts`)
      .rows()
      .groupAll()
      .window(tumbling(size * UNIT))
      .aggregate({ parts: count(), longest: max('n') })
      .view(name);
  },
);
