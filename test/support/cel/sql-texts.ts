import fc from 'fast-check';
import { quotedText } from '../../../lib/core/cel/format.ts';
import {
  boolean,
  decimal,
  double,
  instant,
  int,
  optional,
  string,
} from '../../../lib/core/field-type.ts';

/** Fields of every type that SQL may see, some of which events may lack. */
export const FIELDS = {
  i: int(),
  j: int(),
  oi: optional(int()),
  x: double(),
  y: double(),
  d: decimal(2),
  e: decimal(4),
  od: optional(decimal(2)),
  s: string(),
  t: string(),
  os: optional(string()),
  b: boolean(),
  at: instant(),
  oat: optional(instant()),
};

const MOST = Number.MAX_SAFE_INTEGER;
const someInt = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(MOST, -MOST, 2 ** 40));
const someDouble = fc.constantFrom(0, -0, 0.1, -1.5, 2 ** 53, 1e125, -1e-130, 1 / 3);
const someText = fc.constantFrom('', 'a', 'ba', 'é', '😀', '\ufffd', 'e\u0301', "it's", 'B');
const someTime = fc.constantFrom(0, -1, 1_772_352_000_000, 1_772_352_000_001);
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });

/** Events as they are held: decimals in units, times in milliseconds. */
export const anEvent = fc.record({
  ...{ i: someInt, j: someInt, oi: maybe(someInt), x: someDouble, y: someDouble },
  ...{ d: someInt, e: someInt, od: maybe(someInt), s: someText, t: someText },
  ...{ os: maybe(someText), b: fc.boolean(), at: someTime, oat: maybe(someTime) },
});

export type Held = typeof anEvent extends fc.Arbitrary<infer T> ? T : never;

type Texts = {
  readonly int: string;
  readonly double: string;
  readonly decimal: string;
  readonly text: string;
  readonly condition: string;
};

const joinedBy = (parts: fc.Arbitrary<string>, operators: readonly string[]) =>
  fc.tuple(parts, fc.constantFrom(...operators), parts).map(([a, op, c]) => `(${a} ${op} ${c})`);

const chosen = (test: fc.Arbitrary<string>, of: fc.Arbitrary<string>) =>
  fc.tuple(test, of, of).map(([a, c, d]) => `(${a} ? ${c} : ${d})`);

const ORDERS = ['<', '<=', '>', '>=', '==', '!='];

/** Texts of well-typed expressions over {@link FIELDS} of which SQL says nearly all. */
export const sqlTexts: fc.LetrecValue<Texts> = fc.letrec<Texts>((tie) => {
  const bounded = { maxDepth: 3, depthIdentifier: 'sql-text' };
  const [whole, real, money, text, condition] = [
    ...[tie('int'), tie('double'), tie('decimal')],
    ...[tie('text'), tie('condition')],
  ] as const;
  return {
    int: fc.oneof(
      bounded,
      fc.constantFrom('i', 'j', '2', '0', '(-1)', '9007199254740993', 'oi.orValue(7)'),
      joinedBy(whole, ['+', '-', '*', '/', '%']),
      whole.map((a) => `(-${a})`),
      text.map((a) => `size(${a})`),
      chosen(condition, whole),
    ),
    double: fc.oneof(
      bounded,
      fc.constantFrom('x', 'y', '0.1', '(-2.5)', '1e20'),
      joinedBy(real, ['+', '-', '*']),
      real.map((a) => `(${a} / 4.0)`),
      real.map((a) => `(-${a})`),
      whole.map((a) => `double(${a})`),
      chosen(condition, real),
    ),
    decimal: fc.oneof(
      bounded,
      fc.constantFrom('d', 'e', "decimal('12.50')", "decimal('-0.0001')", 'od.orValue(0.05)'),
      joinedBy(money, ['+', '-', '*']),
      money.map((a) => `(${a} * 1.19)`),
      fc.tuple(money, whole).map(([a, c]) => `(${a} + ${c})`),
      chosen(condition, money),
    ),
    text: fc.oneof(
      bounded,
      fc.constantFrom('s', 't', "os.orValue('a')"),
      fc.constantFrom('', 'a', 'é', '😀b', "it's", '\ufffd').map(quotedText),
      chosen(condition, text),
    ),
    condition: fc.oneof(
      bounded,
      fc.constantFrom('b', 'has(oi)', '!has(os)', 'has(od) && od > 0.10', '!has(oi) || oi == 3'),
      joinedBy(condition, ['&&', '||']),
      condition.map((a) => `!${a}`),
      joinedBy(whole, ORDERS),
      joinedBy(real, ORDERS),
      joinedBy(money, ORDERS),
      joinedBy(text, ORDERS),
      fc.tuple(whole, fc.constantFrom(...ORDERS), real).map((parts) => `(${parts.join(' ')})`),
      fc.tuple(money, fc.constantFrom(...ORDERS), whole).map((parts) => `(${parts.join(' ')})`),
      fc.constantFrom(...ORDERS).map((op) => `at ${op} timestamp('2026-03-01T08:00:00Z')`),
      fc.constant('has(oat) && at == oat'),
      whole.map((a) => `(${a} in [1, -1, 7])`),
      money.map((a) => `(${a} in [0.05, 1.0000, 3])`),
      text.map((a) => `(${a} in ['a', 'é'])`),
      fc
        .tuple(text, fc.constantFrom('startsWith', 'endsWith', 'contains'), text)
        .map(([a, name, c]) => `${a}.${name}(${c})`),
    ),
  };
});
