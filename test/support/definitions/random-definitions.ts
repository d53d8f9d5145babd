import fc from 'fast-check';

import { count, first, max, sum } from '../../../lib/core/aggregators/authoring.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { globalWindow, session, type Windows } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import type { WindowOptions } from '../../../lib/pipeline/definition/window-options.ts';

import { asOfView, conditionView, partnersView } from './random-joins.ts';
import { gapsView, precedingView, retimedView, setsView, sortedView } from './random-order.ts';
import { patternView } from './random-patterns.ts';
import { chosenView, flattenedView, reshapedView, unionView } from './random-steps.ts';

import {
  accumulation,
  aKey,
  anyKey,
  besides,
  type Declare,
  largeView,
  options,
  paneView,
  sidesView,
  someTime,
  someUnits,
  UNIT,
  VALUES,
  values,
  views,
  windows,
  withValues,
} from './random-views.ts';
import { Click, User } from './site.ts';

/** Longer than any case lasts. */
const EVER = '365d';

/** Windows that start together hold what those before them hold. */
const emissionFor = (given: Windows, all: WindowOptions): WindowOptions =>
  given.kind === 'cumulating' ? { ...all, accumulation: 'accumulating' } : all;

const windowView = views(
  'window',
  fc.record({ windows, options, key: anyKey, values }),
  ({ clicks }, name, given) => {
    clicks
      .groupBy(given.key)
      .window(given.windows, emissionFor(given.windows, given.options))
      .aggregate(besides(given.key, withValues(given.values)))
      .view(name);
  },
);

const rollingView = views(
  'rolling',
  fc.record({ size: someUnits(6), isExact: fc.boolean(), key: aKey, values }),
  ({ clicks }, name, { size, isExact, key, values: names }) => {
    const last = rolling(size * UNIT, isExact ? {} : { pane: UNIT });
    const { n: recent, ms: msSoFar, price: _price, slowest: _slowest, ...more } = withValues(names);
    clicks
      .groupBy(key)
      .window(last)
      .aggregate({ recent, msSoFar, ...more })
      .features()
      .groupBy(key)
      .view(name);
  },
);

const countView = views(
  'every',
  fc.record({ every: someUnits(4), accumulation, key: anyKey, values }),
  ({ clicks }, name, { every, key, values: names, ...how }) => {
    clicks
      .groupBy(key)
      .window(globalWindow({ every }), how)
      .aggregate(besides(key, withValues(names)))
      .view(name);
  },
);

const joinView = views(
  'join',
  fc.record({
    type: fc.constantFrom('inner' as const, 'left' as const, 'right' as const, 'full' as const),
    lower: fc.integer({ min: -3, max: 1 }),
    length: fc.nat(4),
    allowedLateness: someTime(2),
  }),
  ({ clicks, users }, name, { lower, length, ...join }) => {
    const bounds = { lower: lower * UNIT, upper: (lower + length) * UNIT };
    clicks
      .groupBy('user')
      .join(users.groupBy('user'), { as: ['click', 'sign'], ...bounds, ...join })
      .groupAll()
      .view(name);
  },
);

const tableView = views(
  'table',
  fc.record({
    how: fc.oneof(
      fc.constant({ asOf: 'arrival' as const }),
      fc.constant({ asOf: 'eventTime' as const }),
      someTime(3).map((grace) => ({ asOf: 'eventTime' as const, grace })),
    ),
    type: fc.constantFrom('inner' as const, 'left' as const),
  }),
  ({ clicks, users }, name, { how, type }) => {
    const table = users.groupBy('user').table({ removedWithout: 'city' });
    clicks
      .groupBy('user')
      .joinTable(table, { as: ['click', 'user'], type, ...how })
      .groupBy('click_user')
      .view(name);
  },
);

const dedupeView = views(
  'dedupe',
  fc.record({ within: someTime(6), field: aKey }),
  ({ clicks }, name, { within, field }) => {
    clicks
      .dedupe(field, { within: within + UNIT })
      .groupBy('user')
      .view(name);
  },
);

const monitorView = views(
  'monitor',
  fc.record({
    above: fc.integer({ min: -20, max: 60 }),
    breaches: fc.constantFrom(1, 2),
    missing: fc.constantFrom('skip' as const, 'good' as const, 'breach' as const),
    key: aKey,
  }),
  ({ clicks }, name, { above, breaches, missing, key }) => {
    const when = { windows: breaches, of: 3 };
    clicks
      .groupBy(key)
      .window(tumbling(2 * UNIT))
      .aggregate(VALUES)
      .monitor({ name: 'slow', field: 'slowest', above, when, missing })
      .groupBy(key)
      .view(name);
  },
);

/** Rows of rows: the second step has another key than the first. */
const chainView = views(
  'rows of',
  fc.record({ windows, size: someUnits(5), key: aKey }),
  ({ clicks }, name, { windows: first, size, key }) => {
    clicks
      .groupBy(key)
      .window(first)
      .aggregate(VALUES)
      .view(`${name}_parts`)
      .rows()
      .groupAll()
      .window(tumbling(size * UNIT))
      .aggregate({ parts: count(), longest: max('n'), total: sum('ms') })
      .view(name);
  },
);

/** Pairs under another key, in sessions. */
const pairSessions = views('sessions of pairs', someUnits(4), ({ clicks, users }, name, gap) => {
  clicks
    .groupBy('user')
    .join(users.groupBy('user'), { as: ['c', 's'], lower: -UNIT, upper: 2 * UNIT, type: 'left' })
    .groupBy('c_page')
    .window(session(gap * UNIT))
    .aggregate({ n: count(), firstUser: first('c_user') })
    .view(name);
});

const aView = fc.oneof(
  { weight: 3, arbitrary: windowView },
  rollingView,
  countView,
  joinView,
  sidesView,
  largeView,
  tableView,
  dedupeView,
  patternView,
  monitorView,
  { weight: 2, arbitrary: chainView },
  pairSessions,
  paneView,
  reshapedView,
  chosenView,
  flattenedView,
  unionView,
  partnersView,
  conditionView,
  asOfView,
  sortedView,
  precedingView,
  gapsView,
  setsView,
  retimedView,
);

/** A pipeline, and how a failing test prints it. */
export interface RandomDefinition {
  readonly pipeline: Pipeline;
  readonly [fc.toStringMethod]: () => string;
}

/** Pipelines over clicks and users with one to three views of some kinds. */
export const definitionsOf = (kinds: fc.Arbitrary<Declare>): fc.Arbitrary<RandomDefinition> =>
  fc
    .record({
      all: fc.array(kinds, { minLength: 1, maxLength: 3 }),
      outOfOrder: fc.tuple(someTime(3), someTime(2)),
      maxClockSkew: fc.constantFrom(EVER, EVER, 0, UNIT),
    })
    .map(({ all, outOfOrder, maxClockSkew }) => ({
      pipeline: siteWith(all, { outOfOrder, maxClockSkew }),
      [fc.toStringMethod]: () =>
        `out of order ${outOfOrder.join(', ')}, believed ${maxClockSkew}: ${all.map(({ about }) => about).join('; ')}`,
    }));

/** The same with views of any kind. */
export const aDefinition = definitionsOf(aView);

interface Clocks {
  readonly outOfOrder: readonly [clicks: number, users: number];
  readonly maxClockSkew: string | number;
}

const siteWith = (all: readonly Declare[], { outOfOrder, maxClockSkew }: Clocks): Pipeline =>
  pipeline('site', (p) => {
    const common = { key: 'user', time: 'at', maxClockSkew } as const;
    const [ofClicks, ofUsers] = outOfOrder;
    const ids = { id: 'id', dedupeWithin: EVER } as const;
    const clicks = p.stream('clicks', Click, { ...common, ...ids, maxOutOfOrderness: ofClicks });
    const users = p.stream('users', User, { ...common, maxOutOfOrderness: ofUsers });
    all.forEach(({ declare }, i) => {
      declare({ clicks, users }, `view_${i}`);
    });
  });
