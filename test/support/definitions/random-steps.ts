import fc from 'fast-check';
import { count, min, sum } from '../../../lib/core/aggregators/authoring.ts';
import { product, where } from '../../../lib/core/expression.ts';
import { instant, int, json, optional, string } from '../../../lib/core/field-type.ts';
import { path } from '../../../lib/core/path.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { aKey, someTime, someUnits, UNIT, views, windows } from './random-views.ts';

/** Of which some fail for some events; a false side decides though the other fails. */
const FILTERS = [
  'ms > -100',
  "has(price) && price * 2 >= 1.50 || page.startsWith('c')",
  "100 / (ms / 25) > 1 && (price.orValue(0.00) > -1.00 || page in ['home', 'cart'])",
];

/** Other names and other fields, under the key that the stream has or under another. */
export const reshapedView = views(
  'other fields',
  fc.record({
    windows,
    key: fc.constantFrom('who' as const, 'where' as const),
    isRow: fc.boolean(),
    filter: fc.constantFrom(...FILTERS),
  }),
  ({ clicks }, name, { windows: given, key, isRow, filter }) => {
    const shaped = clicks
      .filter(filter)
      .derive('square', product('ms', 'ms'))
      .derive('inner', json(), ({ page, ms }) => ({ page: { name: page }, ms: [ms, null] }))
      .rename({ user: 'who', page: 'where', at: 'on' })
      .derive('length', optional(int()), ({ where: page }) => page.length - 3 || undefined)
      .drop('price')
      .derive('name', path('inner.page.name', string()))
      .derive('none', path('inner.ms.1', optional(int())))
      .select('name', 'on', 'square', 'where', 'who', 'length', 'none')
      .filter(where('square', '!=', 25));
    if (isRow) shaped.groupBy(key).view(name);
    else {
      const values = { n: count(), squares: sum('square'), longer: count('length') };
      shaped.groupBy(key).window(given).aggregate(values).view(name);
    }
  },
);

/** Rows by a computed key, and those of them of which an expression over their values is true. */
export const chosenView = views(
  'chosen rows of',
  fc.record({ windows, isAll: fc.boolean(), text: fc.constantFrom('n > 1', 'ms % 2 == 0') }),
  ({ clicks }, name, { windows: given, isAll, text }) => {
    const letters = { letter: isAll ? "'all'" : 'page.charAt(0)' };
    const rows = clicks
      .groupBy(letters, 'user')
      .window(given)
      .aggregate({ n: count(), ms: sum('ms * 2 + 1') });
    rows.view(`${name}_rows`);
    rows.having(`has(ms) && ${text}`).view(name);
  },
);

/** An event for each of some elements that are made of each click. */
export const flattenedView = views(
  'elements',
  fc.record({ size: someUnits(4), keepEmpty: fc.boolean(), key: aKey, isChain: fc.boolean() }),
  ({ clicks }, name, { size, keepEmpty, key, isChain }) => {
    const each = clicks
      .derive('parts', json(), ({ ms, page }) => (ms > 50 ? [] : [ms, page.length, ms]))
      .flatten('parts', { of: int(), as: 'part', keepEmpty });
    const values = { n: count('part'), parts: sum('part'), all: count() };
    const rows = each
      .groupBy(key)
      .window(tumbling(size * UNIT))
      .aggregate(values)
      .view(name);
    if (!isChain) return;
    rows
      .rows()
      .rename({ n: 'parts_of_it', windowTime: 'then' })
      .groupBy(key)
      .window(tumbling(2 * size * UNIT))
      .aggregate({ most: sum('parts_of_it') })
      .view(`${name}_again`);
  },
);

/** Clicks and sign-ups as one stream; the rows of the clicks among them, too. */
export const unionView = views(
  'union',
  fc.record({
    windows,
    allowedLateness: someTime(2),
    how: fc.constantFrom('rows' as const, 'records' as const, 'all' as const, 'of rows' as const),
  }),
  ({ clicks, users }, name, { windows: given, allowedLateness, how }) => {
    const both = clicks
      .select('user', 'at')
      .union(users.drop('city'))
      .filter(where('user', '!=', 'cid'));
    if (how === 'records') both.rename({ user: 'who' }).groupBy('who').view(name);
    else if (how === 'of rows') {
      const counted = clicks.groupBy('user').window(given).aggregate({ n: count() }).rows();
      const signed = users
        .derive('n', int(), ({ city = '' }) => city.length)
        .derive('windowStart', instant(), ({ at }) => at)
        .derive('windowEnd', instant(), ({ at }) => at)
        .rename({ at: 'windowTime' })
        .drop('city');
      const values = { rows: count(), n: sum('n') };
      const all = counted
        .union(signed)
        .groupBy('user')
        .window(tumbling(3 * UNIT));
      all.aggregate(values).view(name);
    } else {
      const grouped = how === 'all' ? both.groupAll() : both.groupBy('user');
      const values = { n: count(), first: min('at') };
      grouped.window(given, { allowedLateness }).aggregate(values).view(name);
    }
  },
);
