import fc from 'fast-check';
import { quotedText } from '../../../lib/core/cel/format.ts';
import { aWhole } from './arbitrary-expressions.ts';

/** Kinds of expressions that {@link someTexts} makes. */
type Texts = {
  readonly int: string;
  readonly double: string;
  readonly text: string;
  readonly condition: string;
  readonly list: string;
};

const aText = fc.constantFrom('', 'a', 'ab', 'é', '😀b', '\ufffd', 'B');

const wholeText = (value: bigint): string => (value < 0n ? `(${value})` : `${value}`);

const aDouble = fc.constantFrom('0.0', '0.1', '1.5', '(-2.0)', '1e300', '9007199254740993.0');

const joinedBy = (
  parts: fc.Arbitrary<string>,
  operators: readonly string[],
): fc.Arbitrary<string> =>
  fc.tuple(parts, fc.constantFrom(...operators), parts).map(([a, op, b]) => `(${a} ${op} ${b})`);

const ORDERS = ['<', '<=', '>', '>=', '==', '!='];

/**
 * Texts of well-typed expressions over `i` and `j` (int), `x` (double), `s` and `t` (string), `b` (bool) and
 * `l` (list of int); they overflow, divide by zero and look beyond the ends of lists.
 */
export const someTexts: fc.LetrecValue<Texts> = fc.letrec<Texts>((tie) => {
  const [int, double, text, condition, list] = [
    tie('int'),
    tie('double'),
    tie('text'),
    tie('condition'),
    tie('list'),
  ];
  const bounded = { maxDepth: 4, depthIdentifier: 'cel-text' };
  return {
    int: fc.oneof(
      bounded,
      fc.constantFrom('i', 'j'),
      aWhole.map(wholeText),
      joinedBy(int, ['+', '-', '*', '/', '%']),
      int.map((a) => `(-${a})`),
      text.map((a) => `size(${a})`),
      list.map((a) => `${a}.size()`),
      fc.tuple(list, int).map(([a, b]) => `${a}[${b}]`),
      fc.tuple(condition, int, int).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
    double: fc.oneof(
      bounded,
      fc.constant('x'),
      aDouble,
      joinedBy(double, ['+', '-', '*', '/']),
      int.map((a) => `double(${a})`),
    ),
    text: fc.oneof(
      bounded,
      fc.constantFrom('s', 't'),
      aText.map(quotedText),
      joinedBy(text, ['+']),
      int.map((a) => `string(${a})`),
      fc.tuple(condition, text, text).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
    condition: fc.oneof(
      bounded,
      fc.constantFrom('b', 'true', 'false'),
      joinedBy(condition, ['&&', '||']),
      condition.map((a) => `!${a}`),
      joinedBy(int, ORDERS),
      joinedBy(double, ORDERS),
      joinedBy(text, ORDERS),
      fc.tuple(int, list).map(([a, l]) => `(${a} in ${l})`),
      fc.tuple(text, text).map(([a, c]) => `${a}.contains(${c})`),
      fc.tuple(text, text).map(([a, c]) => `${a}.startsWith(${c})`),
      fc.tuple(list, condition, int).map(([l, c, a]) => `${l}.exists(k, k > ${a} || ${c})`),
      fc.tuple(list, condition, int).map(([l, c, a]) => `${l}.all(k, k / ${a} == j && ${c})`),
      fc.tuple(list, int).map(([l, a]) => `${l}.exists_one(k, k == ${a})`),
    ),
    list: fc.oneof(
      bounded,
      fc.constant('l'),
      fc.array(int, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      joinedBy(list, ['+']),
      fc.tuple(list, int).map(([l, a]) => `${l}.map(k, k + ${a})`),
      fc.tuple(list, int).map(([l, a]) => `${l}.filter(k, k < ${a})`),
    ),
  };
});
