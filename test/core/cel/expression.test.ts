import { describe, expect, test } from '@jest/globals';
import { compileConditionOn, compileExpression } from '../../../lib/core/cel/expression.ts';
import { typeText } from '../../../lib/core/cel/types.ts';
import { CelDecimal, Failure } from '../../../lib/core/cel/values.ts';
import * as fields from '../../../lib/core/field-type.ts';
import { formatDecimal } from '../../../lib/core/value.ts';

const { bigint, boolean, decimal, double, instant, int, json, optional, string } = fields;

const schema = {
  amount: decimal(2),
  fee: optional(decimal(3)),
  country: string(),
  quantity: int(),
  rate: double(),
  paid: boolean(),
  at: instant(),
  id: bigint(),
  coupon: optional(string()),
  payload: json(),
};

const event = {
  amount: 5_001,
  country: 'DE',
  quantity: 3,
  rate: 0.5,
  paid: true,
  at: Date.parse('2026-03-01T08:00:00Z'),
  id: 12_345_678_901_234_567_890n,
  payload: { user: { age: 30, tags: ['a', 'b'] }, n: null },
};

/** What an expression gives, as text. */
function answer(text: string, of: Readonly<Record<string, unknown>> = event): string {
  try {
    const value = compileExpression(text, schema).evaluate(of);
    if (value instanceof Failure) return `${value.reason} at ${value.start}`;
    if (value instanceof CelDecimal) return formatDecimal(value);
    return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner));
  } catch (error) {
    return (error as Error).message;
  }
}

describe('an expression over an event', () => {
  test.each([
    ["amount > 50.00 && country in ['DE','FR']", 'true'],
    ['amount > 50.01', 'false'],
    ['amount > 50.009', 'true'],
    ['amount == 50.010', 'true'],
    ['amount in [50.01, 7]', 'true'],
    ['amount in [50.011]', 'false'],
    ['amount + 0.001', '50.011'],
    ['amount * quantity * 1.19', '178.5357'],
    ['amount % 7', '1.01'],
    ['-amount', '-50.01'],
    ['math.abs(-amount) == amount', 'true'],
    ['quotient(amount, quantity, 2)', '16.67'],
    ['quotient(-0.125, 1, 2)', '-0.12'],
    ['decimal(rate, 1)', '0.5'],
    ['decimal(2.675, 2)', '2.68'],
    ['decimal(double("2.675"), 2)', '2.67'],
    ['string(amount)', '"50.01"'],
    ['id + 1', '12345678901234567891'],
    ['paid ? amount : 1.5', '50.01'],
    ['fee.orValue(0) + amount', '50.010'],
    ['at > timestamp("2026-03-01T07:59:59.999999999Z")', 'true'],
    ['at - duration("1h") == timestamp("2026-03-01T07:00:00Z")', 'true'],
    ['at.getHours("Europe/Berlin")', '9'],
    ['country.matches("^D[A-Z]$")', 'true'],
    ['"😀".size() + "a😀b".indexOf("b")', '3'],
    ['has(coupon) && coupon == "X"', 'false'],
    ['coupon == "X" && has(coupon)', 'false'],
    ['!has(coupon) || coupon == "X"', 'true'],
    ['has(coupon) ? coupon : "none"', '"none"'],
    ['coupon.optMap(c, c + "!").orValue("")', '""'],
    ['payload.user.age > 18', 'true'],
    ['payload.user.tags.exists(t, t == "b")', 'true'],
    ['payload.?user.?name.orValue("?")', '"?"'],
    ['has(payload.user) && !has(payload.who)', 'true'],
    ['payload.n == null', 'true'],
    ['cel.bind(twice, amount * 2, twice + twice)', '200.04'],
    ['[1, 2, 3].map(n, n * quantity)', '[3,6,9]'],
  ])('%s is %s', (text, expected) => {
    expect(answer(text)).toBe(expected);
  });

  test.each([
    ['quantity / 0', 'a division by zero at 0'],
    ['1 + (quantity % 0)', 'a division by zero at 5'],
    ['9223372036854775807 + quantity', 'the whole number is beyond 64 bits at 0'],
    ['payload.nope', 'there is no element "nope" at 0'],
    ['payload.user.tags[2]', 'there is no element 2 at 0'],
    ['payload.user > 1', 'map and int have no order at 0'],
    ['id * id', 'the decimal has more than 38 digits at 0'],
    ['payload.user.age + payload.user.tags', '_+_ is not made for double, list at 0'],
    ['coupon.value()', 'the optional value is none at 0'],
    [
      'timestamp("9999-12-31T23:59:59Z") + (at - timestamp("1970-01-01T00:00:00Z"))',
      'the time is outside the years 0001 to 9999 at 0',
    ],
  ])('%s fails as a value: %s', (text, expected) => {
    expect(answer(text)).toBe(expected);
  });

  test.each([
    ['quantity / 0 == 1 || true', 'true'],
    ['payload.nope == 1 && false', 'false'],
    ['[1, 0].exists(n, quantity / n == 3)', 'true'],
    ['[1, 0].all(n, quantity / n == 4)', 'false'],
  ])('%s is decided though a side fails', (text, expected) => {
    expect(answer(text)).toBe(expected);
  });

  test('fails for elements beyond what a macro looks at', () => {
    const many = { ...event, payload: Array.from({ length: 1_001 }, () => 1) };

    expect(answer('payload.all(n, n == 1.0)', many)).toBe(
      'a macro looks at 1000 elements at most, not at 1001 at 0',
    );
  });

  test('fails for a text longer than it may make', () => {
    const long = { ...event, country: 'x'.repeat(600_000) };

    expect(answer('country + country', long)).toContain('a text is longer than 1048576 characters');
  });

  test('fails for a value that is nested more deeply than can be compared', () => {
    let nested: unknown = [];
    for (let i = 0; i < 100_000; i++) nested = [nested];

    expect(answer('payload == [1]', { ...event, payload: nested })).toContain('nested too deeply');
  });
});

describe('the check of an expression', () => {
  test.each([
    [
      'amonut > 5',
      'character 1 of "»amonut« > 5": there is no such field; got "amonut", expected one of amount, fee, ',
    ],
    ['amonut > 5', 'did you mean amount? [FIELD_UNKNOWN]'],
    [
      'amount > rate',
      'character 10 of "amount > »rate«": > between a decimal and what may not be exact; got decimal(2) > double',
    ],
    ['amount + payload.fee', 'write decimal(payload.fee, 2), which rounds'],
    ['amount / 3', 'write quotient(a, b, 4), or compare products'],
    [
      'coupon == "X"',
      'an event may lack coupon; got optional string, expected string; write has(coupon) && …, or coupon.orValue(…)',
    ],
    [
      'at > "2026-01-01"',
      'got timestamp > string, expected two values of one type; write timestamp("2026-01-01")',
    ],
    ['country == 1', 'write int(country)'],
    ['quantity * 1.19', 'write double(quantity), or decimal("1.19") to stay exact'],
    [
      'country.startWith("D")',
      'got .startWith, expected a function of CEL; did you mean startsWith?',
    ],
    ['startsWith(country, "D")', 'write value.startsWith(…)'],
    [
      'country.matches("(")',
      'character 17 of "country.matches(»"("«)": matches: a \'(\' is not closed',
    ],
    ['timestamp("tomorrow")', 'timestamp: "tomorrow" is no time as RFC 3339 writes it'],
    ['country in "DE"', 'write contains(…) for a part of a text'],
    ['paid && quantity', 'got int, expected bool; compare it with something'],
    ['country.f', 'a value of this type has no fields or elements; got string'],
    ['paid ? 1 : "a"', 'both ways of a choice give one type'],
    ['has(1)', 'has() asks for a field'],
    ['[1].all(1, true)', 'a macro begins with a name for what it looks at'],
    [
      'quantity.all(n, true)',
      'a macro looks at the elements of a list or the keys of a map; got int',
    ],
    [
      'payload.all(a, payload.all(b, payload.all(c, true)))',
      'may take too many steps for one event; got 2002002001, expected 10000000 at most',
    ],
  ])('says what is wrong with %s', (text, message) => {
    expect(answer(text)).toContain(message);
  });

  test.each([
    ['amount * 1.10', 'decimal(4)'],
    ['amount + quantity', 'decimal(2)'],
    ['quotient(amount, 3, 5)', 'decimal(5)'],
    ['payload.user', 'json'],
    ['[amount, 1.5]', 'list(decimal)'],
    ['{"a": quantity}', 'map(string, int)'],
    ['coupon.optMap(c, size(c))', 'optional(int)'],
  ])('finds the type of %s: %s', (text, type) => {
    expect(typeText(compileExpression(text, schema).type)).toBe(type);
  });

  test('wants a condition to be true or false', () => {
    expect(() => compileConditionOn('quantity + 1', schema)).toThrow(
      /a condition is true or false; got int/,
    );
    expect(compileConditionOn('payload.user.age', schema).holds(event)).toEqual(
      new Failure('the condition is neither true nor false', 0),
    );
  });
});
