import fc from 'fast-check';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { matching } from '../../../lib/core/pair-condition.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { type ClickEvent, someTime, UNIT, views } from './random-views.ts';

const bounds = fc
  .tuple(fc.integer({ min: -3, max: 1 }), fc.nat(4))
  .map(([lower, length]) => ({ lower: lower * UNIT, upper: (lower + length) * UNIT }));

/** Nothing more, a condition as data, an expression, or one in code that throws for some pairs. */
const conditionsOn = (click: string, sign: string) =>
  fc.constantFrom(
    {},
    { where: `has(${sign}.city) && 100 / ${click}.ms > 1 || ${click}.at < ${sign}.at` },
    { where: matching('at', '<', 'at') },
    { where: [matching('at', '!=', 'at'), matching('user', '==', 'user')] },
    {
      where: ({ ms }: ClickEvent, { city }: { readonly city?: string | undefined }) =>
        (city as string).length < ms,
    },
  );

/** Clicks with, or without, a sign-up near them; alone, or counted. */
export const partnersView = views(
  'partners',
  fc.record({
    type: fc.constantFrom('semiJoin' as const, 'antiJoin' as const),
    ...{
      bounds,
      conditions: conditionsOn('left', 'right'),
      allowedLateness: someTime(2),
      isCounted: fc.boolean(),
    },
  }),
  ({ clicks, users }, name, { type, conditions: how, isCounted, ...near }) => {
    const options = { ...near.bounds, allowedLateness: near.allowedLateness, ...how };
    const found = clicks
      .groupBy('user')
      [type](users.groupBy('user'), options as typeof near.bounds);
    if (!isCounted) found.groupBy('page').view(name);
    else {
      const windows = found.groupBy('user').window(tumbling(3 * UNIT));
      windows.aggregate({ n: count() }).view(name);
    }
  },
);

/** Pairs and rows of tables that fulfil a condition, and what is left alone. */
export const conditionView = views(
  'joins where',
  fc.record({
    type: fc.constantFrom('inner' as const, 'left' as const, 'right' as const, 'full' as const),
    ...{ bounds, conditions: conditionsOn('click', 'sign'), isTable: fc.boolean() },
  }),
  ({ clicks, users }, name, { type, bounds: near, conditions: how, isTable }) => {
    const as = ['click', 'sign'] as const;
    if (isTable) {
      const given = {
        as,
        type: type === 'left' ? type : 'inner',
        asOf: 'arrival',
        ...how,
      } as const;
      const table = users.groupBy('user').table({ removedWithout: 'city' });
      const options = given as unknown as { as: typeof as; asOf: 'arrival' };
      clicks.groupBy('user').joinTable(table, options).groupBy('click_user').view(name);
    } else {
      const options = { as, type, ...near, ...how } as unknown as { as: typeof as } & typeof near;
      clicks.groupBy('user').join(users.groupBy('user'), options).groupAll().view(name);
    }
  },
);

/** Each click with the newest sign-up that is not after it. */
export const asOfView = views(
  'as of',
  fc.record({
    type: fc.constantFrom('inner' as const, 'left' as const),
    tolerance: fc.option(someTime(3), { nil: undefined }),
  }),
  ({ clicks, users }, name, { type, tolerance }) => {
    const limit = tolerance === undefined ? {} : { tolerance };
    clicks
      .groupBy('user')
      .joinAsOf(users.groupBy('user'), { as: ['click', 'sign'], type, ...limit })
      .groupBy('click_user')
      .view(name);
  },
);
