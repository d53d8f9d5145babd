import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nameIn } from '../../../lib/runtime/rows/window-index.ts';
import { runs } from '../../support/property.ts';

const aKey = fc
  .array(fc.constantFrom('a', '\n', '5', '-'), { maxLength: 4 })
  .map((all) => all.join(''));
const aRow = fc.record({
  ...{ view: fc.constant('v'), start: fc.constant(0), key: aKey },
  since: fc.option(fc.constantFrom(5, -5, 55), { nil: undefined }),
});

test('rows of one window have different names, whatever is in their keys', () => {
  fc.assert(
    fc.property(aRow, aRow, ({ since: one, ...a }, { since: other, ...b }) => {
      const named = nameIn(one === undefined ? a : { ...a, since: one });
      const another = nameIn(other === undefined ? b : { ...b, since: other });

      expect(named === another).toBe(a.key === b.key && one === other);
    }),
    {
      ...runs(2_000),
      examples: [
        [
          { view: 'v', start: 0, key: 'a\n5', since: undefined },
          { view: 'v', start: 0, key: 'a', since: 5 },
        ],
      ],
    },
  );
});
