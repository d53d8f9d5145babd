import { describe, expect, test } from '@jest/globals';
import { expression, type Term, type Terms } from '../../../lib/core/cel/build.ts';
import { compileConditionOn } from '../../../lib/core/cel/expression.ts';
import { formatExpression } from '../../../lib/core/cel/format.ts';
import type { Expr } from '../../../lib/core/cel/tree.ts';
import {
  decimal,
  type EventOf,
  instant,
  int,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';

const fields = {
  amount: decimal(2),
  country: string(),
  quantity: int(),
  at: instant(),
  coupon: optional(string()),
};

const Sale = schema(fields);

type Sale = EventOf<typeof fields>;

const treeOf = ({ tree }: Term): Expr => tree as Expr;

const textOf = (build: (fields: Terms<Sale>) => Term): string =>
  formatExpression(treeOf(expression(Sale, build)));

describe('a built expression', () => {
  test.each<[string, (fields: Terms<Sale>) => Term]>([
    [
      'amount > 50.00 && country in ["DE", "FR"]',
      (e) => e.amount.gt('50.00').and(e.country.in(['DE', 'FR'])),
    ],
    ['amount * quantity <= 0.5', (e) => e.amount.times(e.quantity).le(0.5)],
    ['quantity - 1 == 2', (e) => e.quantity.minus(1).eq(2)],
    ['at >= timestamp("2026-03-01T00:00:00.000Z")', (e) => e.at.ge(Date.UTC(2026, 2, 1))],
    ['!(has(coupon) && coupon == "50")', (e) => e.coupon.isPresent().and(e.coupon.eq('50')).not()],
    ['coupon.orValue("") != ""', (e) => e.coupon.orValue('').ne('')],
    [
      'country.startsWith("D") || quantity < 3',
      (e) => e.country.call<boolean>('startsWith', 'D').or(e.quantity.lt(3)),
    ],
    ['(amount + 1) * 2 > -1.5', (e) => e.amount.plus(1).times(2).gt('-1.5')],
  ])('is the tree of %s', (text, build) => {
    expect(textOf(build)).toBe(text);
    expect(compileConditionOn(treeOf(expression(Sale, build)), fields).text).toBe(text);
  });

  test('is checked as text is', () => {
    const wrong = expression(Sale, (e) => e.country.gt('a').and(e.quantity.eq(1.5)));

    expect(() => compileConditionOn(treeOf(wrong), fields)).toThrow(
      /== is not made for these types; got int == double/,
    );
  });
});
