import { isCelError, isCelList, run } from '@bufbuild/cel';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compiled } from '../../../lib/core/cel/expression.ts';
import * as types from '../../../lib/core/cel/types.ts';
import { Failure } from '../../../lib/core/cel/values.ts';
import { DefinitionError } from '../../../lib/errors/definition-error.ts';
import { aWhole } from '../../support/cel/arbitrary-expressions.ts';
import { someTexts } from '../../support/cel/arbitrary-texts.ts';
import { runs } from '../../support/property.ts';

const variables = {
  i: { type: types.INT, mayLack: false },
  j: { type: types.INT, mayLack: false },
  x: { type: types.DOUBLE, mayLack: false },
  s: { type: types.STRING, mayLack: false },
  t: { type: types.STRING, mayLack: false },
  b: { type: types.BOOL, mayLack: false },
  l: { type: types.listOf(types.INT), mayLack: false },
};

const anEvent = fc.record({
  i: fc.integer({ min: -3, max: 3 }),
  j: fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  x: fc.constantFrom(0, -0, 0.1, 2, 1e16, Number.NaN),
  s: fc.constantFrom('', 'a', 'ba', '😀'),
  t: fc.constantFrom('a', '\ufffd', 'éa'),
  b: fc.boolean(),
  l: fc.array(aWhole, { maxLength: 4 }),
});

type Event = typeof anEvent extends fc.Arbitrary<infer T> ? T : never;

/** What another implementation gives; whole numbers are bigints there. */
function foreignResult(text: string, event: Event): unknown {
  const result = run(text, { ...event, i: BigInt(event.i), j: BigInt(event.j) });
  if (isCelError(result)) return 'failure';
  return isCelList(result) ? [...result] : result;
}

function evaluated(text: string, event: Event): unknown {
  try {
    return compiled(text, variables).expression.evaluate(event);
  } catch (error) {
    if (error instanceof DefinitionError && error.code === 'EXPRESSION_TOO_COSTLY')
      return 'too costly';
    throw error;
  }
}

const { int, double, text, condition, list } = someTexts;

describe('an expression', () => {
  test.each([
    ['whole numbers', int],
    ['doubles', double],
    ['texts', text],
    ['conditions', condition],
    ['lists', list],
  ])('gives %s as another implementation does, or fails as it does', (_, aText) => {
    fc.assert(
      fc.property(aText, anEvent, (written, event) => {
        const own = evaluated(written, event);
        fc.pre(own !== 'too costly');

        expect(own instanceof Failure ? 'failure' : own).toEqual(foreignResult(written, event));
      }),
      runs(),
    );
  });
});
