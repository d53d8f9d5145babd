import fc from 'fast-check';
import { count, max, min, stringAgg, sum } from '../../../lib/core/aggregators/authoring.ts';
import { instant, int } from '../../../lib/core/field-type.ts';
import { preceding } from '../../../lib/core/windows/event-windows.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { calendar } from '../../../lib/core/windows/window-kinds.ts';
import { aKey, anyKey, besides, someTime, someUnits, UNIT, VALUES, views } from './random-views.ts';

/** Clicks that wait for their turn, alone and before windows. */
export const sortedView = views(
  'sorted',
  fc.record({ key: anyKey, isAll: fc.boolean(), size: someUnits(3) }),
  ({ clicks }, name, { key, isAll, size }) => {
    const sorted = isAll ? clicks.sorted() : clicks.groupBy(key).sorted();
    sorted.groupBy('user').view(`${name}_one_by_one`);
    const windowed = sorted.groupBy('page').window(tumbling(size * UNIT));
    const isOneOrder = isAll || key === 'page'; // else the events of a page come by several buckets
    if (isOneOrder) windowed.aggregate({ users: stringAgg('user', ' ') }).view(name);
    else windowed.aggregate({ n: count() }).view(name);
  },
);

export const precedingView = views(
  'preceding',
  fc.record({
    events: fc.nat(3),
    allowedLateness: someTime(2),
    forgetAfter: someUnits(6),
    key: aKey,
  }),
  ({ clicks }, name, { events, forgetAfter, allowedLateness, key }) => {
    clicks
      .groupBy(key)
      .window(preceding(events, { forgetAfter: forgetAfter * UNIT }), { allowedLateness })
      .aggregate({ n: count(), total: sum('ms'), pages: stringAgg('page', ' ') })
      .features()
      .groupBy(key)
      .view(name);
  },
);

/** Rows of windows without events, shown and aggregated again. */
export const gapsView = views(
  'gaps',
  fc.record({
    windows: fc.oneof(
      fc
        .tuple(someUnits(2), someUnits(2))
        .map(([slide, overlap]) => sliding(slide * overlap * UNIT, slide * UNIT)),
      fc.constant(calendar('day', 'Europe/Berlin')),
    ),
    allowedLateness: someTime(2),
    emit: fc.constantFrom('onTimeAndLate' as const, 'onClose' as const),
    fill: fc.constantFrom('zero' as const, 'null' as const, 'carry' as const),
    until: fc.constantFrom('lastRow' as const, 'watermark' as const),
    limit: someUnits(4),
    forgetAfter: fc.constantFrom(3, 500),
    key: anyKey,
  }),
  ({ clicks }, name, { windows, allowedLateness, emit, forgetAfter, key, ...how }) => {
    const rows = clicks
      .groupBy(key)
      .window(windows, { allowedLateness, emit })
      .aggregate(besides(key, VALUES))
      .fill({ ...how, forgetAfter: forgetAfter * UNIT });
    rows.groupBy(key).view(`${name}_rows`);
    rows
      .groupBy('filled')
      .window(tumbling(3 * UNIT))
      .aggregate({ windows: count(), slowest: max('slowest') })
      .view(name);
  },
);

/** Several sets of keys at once, one of which may hold the partition key always. */
export const setsView = views(
  'sets',
  fc.record({
    how: fc.constantFrom('sets' as const, 'cube' as const, 'rollup' as const),
    size: someUnits(4),
    isShort: fc.boolean(),
    isOrdered: fc.boolean(),
  }),
  ({ clicks }, name, { how, size, isShort, isOrdered }) => {
    const grouped =
      how === 'cube'
        ? clicks.groupByCube('user', 'page')
        : how === 'rollup'
          ? clicks.groupByRollup('page', 'user')
          : clicks.groupBySets<'user' | 'page'>(
              isShort ? [[], ['page']] : [['user'], ['user', 'page']],
            );
    const values = { n: count(), ms: sum('ms') };
    const windowed = grouped.window(tumbling(size * UNIT));
    if (isOrdered) windowed.aggregate({ ...values, ids: stringAgg('id', ' ') }).view(name);
    else windowed.aggregate(values).view(name);
  },
);

/** Rows and clicks with a time of their own, some of which is too early. */
export const retimedView = views(
  'own times',
  fc.record({ size: someUnits(4), after: fc.integer({ min: -1, max: 3 }), isRow: fc.boolean() }),
  ({ clicks }, name, { size, after, isRow }) => {
    if (!isRow) {
      const later = clicks
        .derive('due', instant(), ({ at, ms }) => at + (ms > 20 ? after * UNIT : 0))
        .timedBy('due');
      later.groupBy('page').view(`${name}_one_by_one`);
      later
        .groupBy('page')
        .window(tumbling(size * UNIT))
        .aggregate({ n: count() })
        .view(name);
      return;
    }
    clicks
      .derive('due', instant(), ({ at }) => at)
      .derive('one', int(), () => 1)
      .groupBy('user')
      .window(tumbling(size * UNIT), { allowedLateness: UNIT })
      .aggregate({ n: sum('one'), due: min('due') })
      .rows({ time: 'due' })
      .groupBy('user')
      .window(tumbling(2 * UNIT))
      .aggregate({ rows: count(), n: sum('n') })
      .view(name);
  },
);
