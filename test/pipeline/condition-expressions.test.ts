import { describe, expect, test } from '@jest/globals';
import { expression } from '../../lib/core/cel/build.ts';
import { compileCondition, eventWith, variablesOf } from '../../lib/core/cel/expression.ts';
import { Failure } from '../../lib/core/cel/values.ts';
import { decimal, double, int, optional, string } from '../../lib/core/field-type.ts';
import { pattern } from '../../lib/core/pattern/pattern.ts';
import type { Schema } from '../../lib/core/schema/schema.ts';
import { expectRefusal, type Mistake, near, Sale } from '../support/definitions/mistakes.ts';

type SaleEvent = typeof Sale extends Schema<infer E> ? E : never;

const FIELDS = { v: decimal(2), n: int(), d: double(), of: optional(string()) };

const joined = { left: eventWith(FIELDS), right: eventWith(FIELDS) };
const PAIR = {
  left: { v: 150, n: 3, d: 0.5, of: 'a' },
  right: { v: 151, n: 4, d: 0.25 },
};

describe('an expression over several events', () => {
  test.each([
    ['left.v < right.v', true],
    ['left.v * 2 < right.v', false],
    ['left.v + 0.01 == right.v', true],
    ["left.of == 'a' || right.n > 3", undefined],
    ["has(left.of) && left.of == 'a' && !has(right.of)", true],
    ["right.of.orValue('none') == 'none'", true],
    ['[left.n, right.n].sum() == 7 && left.d + right.d == 0.75', true],
    ["left.?of.optMap(o, o + '!').orValue('') == 'a!'", true],
  ])('says of a pair by %s: %s', (text, holds) => {
    const made = () => compileCondition(text, joined).holds(PAIR);

    if (holds === undefined) expect(made).toThrow('an event may lack of');
    else expect(made()).toBe(holds);
  });

  const before = { type: { kind: 'list', of: eventWith(FIELDS).type }, mayLack: false } as const;
  const EVENTS = [PAIR.left, PAIR.right];

  test.each([
    ['small.size() == 2 && size(small) == 2', true],
    ['v > small[0].v', true],
    ['v == small.map(s, s.v).sum()', true],
    ['small.map(s, s.d).sum() == 0.75', true],
    ['small.exists(s, has(s.of) && s.of == "a")', true],
    ['small.filter(s, s.n > 3).map(s, s.n) == [4]', true],
    ['small.map(s, s.n).filter(n, n > 9).sum() == 0', true],
    ['small.all(s, s.v < v)', true],
    ['v > small[7].v', 'there is no element 7'],
  ])('says of an event and those before it by %s: %s', (text, holds) => {
    const { holds: test } = compileCondition(text, { ...variablesOf(FIELDS), small: before });

    const said = test({ ...PAIR.left, v: 301, small: EVENTS });

    expect(said instanceof Failure ? said.reason : said).toBe(holds);
  });

  test.each([
    ['left == right', 'an event is no value by itself'],
    ['[left][0].v > 1.00', 'has no fields'],
    ['(left.n > 3 ? left : right).v > 1.00', 'has no fields'],
    ['string(left) == ""', 'string is not made for these types'],
    ['left.w > 1', 'there is no such field; got "w", expected one of v, n, d, of'],
    ['left.of.sum() > 1', 'an event may lack of'],
    ['[left.n].sum(1) > 1', 'there is no such function'],
  ])('refuses %s', (text, problem) => {
    expect(() => compileCondition(text, joined)).toThrow(problem);
  });
});

const mistakes: readonly Mistake[] = [
  [
    'a condition of a join over what neither side has',
    'FIELD_UNKNOWN',
    'shop › sales › join › where › character 1 of "»amount« > 1.00"',
    (sales) =>
      sales
        .groupBy('customer')
        .join(sales.groupBy('customer'), { ...near, where: 'amount > 1.00' }),
  ],
  [
    'a condition of a pattern over a later stage',
    'FIELD_UNKNOWN',
    'shop › sales › match › a › where › character 10 of "lines == »b«.size()"',
    (sales) =>
      sales
        .groupBy('customer')
        .match(pattern<SaleEvent>().begin('a', 'lines == b.size()').next('b').build()),
  ],
  [
    'a condition of a pattern that is none',
    'EXPRESSION_TYPE',
    'shop › sales › match › a › where › character 1 of "»amount * 2«"',
    (sales) =>
      sales.groupBy('customer').match(pattern<SaleEvent>().begin('a', 'amount * 2').build()),
  ],
];

describe('conditions by expressions', () => {
  test.each(mistakes)('refuse %s', (...mistake) => {
    expect.hasAssertions();

    expectRefusal(mistake);
  });

  test('of patterns are text, however they are made', () => {
    const made = pattern<SaleEvent>()
      .begin(
        'a',
        expression(Sale, (e) => e.amount.gt('50.00')),
      )
      .build();

    expect(made.spec.stages[0]?.where).toEqual({ expression: 'amount > 50.00' });
  });
});
