import fc from 'fast-check';
import { where } from '../../../lib/core/expression.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { aKey, type ClickEvent, UNIT, views } from './random-views.ts';

const PATTERNS = {
  absence: pattern<ClickEvent>()
    .begin('cart', where('page', '==', 'cart'))
    .notFollowedBy('pay', where('page', '==', 'pay'))
    .within(4 * UNIT)
    .build(),
  repetition: pattern<ClickEvent>()
    .begin('slow', where('ms', '>', 20))
    .timesOrMore(2)
    .followedBy('pay', where('page', '==', 'pay'))
    .within(6 * UNIT)
    .skip('pastLastEvent')
    .build(),
  growing: pattern<ClickEvent>()
    .begin('slow', "page != 'pay' && 100 / ms > 0")
    .timesOrMore(2)
    .followedBy('slower', 'ms > slow[0].ms && ms < 5 + slow.map(s, s.ms).sum()')
    .within(5 * UNIT)
    .skip('pastLastEvent')
    .build(),
  group: pattern<ClickEvent>()
    .begin(
      pattern<ClickEvent>()
        .begin('home', where('page', '==', 'home'))
        .followedBy('any'),
    )
    .times(1, 3)
    .greedy()
    .followedBy('pay', where('page', '==', 'pay'))
    .within(8 * UNIT)
    .skip('toNext')
    .build(),
  branching: pattern<ClickEvent>()
    .begin('home', where('page', '==', 'home'))
    .optional()
    .followedByAny('cart', where('page', '==', 'cart'))
    .next('any')
    .within(8 * UNIT)
    .build(),
};

/** Matches of some patterns, under the key of the events and all together. */
export const patternView = views(
  'pattern',
  fc.record({
    shape: fc.constantFrom(...(Object.keys(PATTERNS) as (keyof typeof PATTERNS)[])),
    timeouts: fc.boolean(),
    key: aKey,
  }),
  ({ clicks }, name, { shape, timeouts, key }) => {
    const found = clicks.groupBy(key).match(PATTERNS[shape], { timeouts });
    found.groupBy(key).view(name);
    found.groupAll().view(`${name}_of_all`);
  },
);
