import { describe, expect, test } from '@jest/globals';
import { formatExpression } from '../../../lib/core/cel/format.ts';
import { parseExpression } from '../../../lib/core/cel/parse.ts';
import { publishedTests } from '../../support/cel/published-tests.ts';

const messageOf = (text: string): string => {
  try {
    return formatExpression(parseExpression(text));
  } catch (error) {
    return (error as Error).message;
  }
};

/** What cel-go was asked to refuse by its options, and what its macros refuse while they are read. */
const BY_OPTION =
  /unsupported syntax|recursion|has\(\) macro|accumulator|identifier$|argument (is not|must be)/;

/** Messages, and names in quotes where cel-go allows them after a point only. */
const OWN = /^(?:\w+\s*\{|`)/;

describe('reading an expression', () => {
  test('accepts and refuses what cel-go does, but for messages and options', () => {
    const applicable = publishedTests.parsing.filter(
      ({ expr, error = '' }) =>
        !OWN.test(expr) && !BY_OPTION.test(error.split('|')[0]?.trim() ?? ''),
    );
    const differing = applicable.filter(({ expr, error = '' }) => {
      const isSyntax = /ERROR: :-?\d/.test(error);
      return isSyntax !== messageOf(expr).includes('[EXPRESSION_SYNTAX]');
    });

    expect(applicable.length).toBeGreaterThan(120);
    expect(differing.map(({ expr }) => expr)).toEqual([]);
  });

  test.each([
    ['amount>50.00&&country in[\'DE\',"FR"]', 'amount > 50.00 && country in ["DE", "FR"]'],
    ['((a + b)) * (c)', '(a + b) * c'],
    ['a - (b - c) - d', 'a - (b - c) - d'],
    ['.5E+3 + 0x1F // half a thousand', '0.5e3 + 31'],
    ['a ? (b ? c : d) : (e ? f : g)', 'a ? (b ? c : d) : e ? f : g'],
    ['r"\\d" + \'"\'', '"\\\\d" + "\\""'],
    ['- 1 - -1', '-1 - -1'],
    ['a.?b[?0].orValue({?"k": [?c,]})', 'a.?b[?0].orValue({?"k": [?c]})'],
    ['-(1)', '-(1)'],
    ['b"\\xff\\n"', 'b"\\xff\\x0a"'],
  ])('gives %s one text', (text, canonical) => {
    expect(messageOf(text)).toBe(canonical);
    expect(messageOf(canonical)).toBe(canonical);
  });

  test.each([
    ['a > ', 'character 5 of "a > »«": this is not an expression of CEL; got the end'],
    [
      'a = 1',
      'character 3 of "a »=« 1": there is no such sign; got "=", expected a name, a literal or an operator of CEL; write \'==\'',
    ],
    ['a and b', "write '&&'"],
    ["'abc", 'the text is not closed'],
    ["'x\\q'", 'there is no such escape; got \\q'],
    ['12abc', 'this is neither a number nor a name; got 12abc'],
    ['9223372036854775808', 'the number is too large'],
    ['1e999', 'the number is too large'],
    ['(1', "expected ')'"],
    ['[1, 2', "expected ',' or ']'"],
    ['f(1,)', 'got ")", expected a field, a literal'],
    ['for', 'expected a name that CEL does not keep for itself'],
    ['(('.repeat(60), 'the expression is nested too deeply'],
    ['!'.repeat(200), 'the expression is nested too deeply'],
    [`a${' '.repeat(10_000)}`, 'the expression is too long; got 10001 characters'],
  ])('says what is wrong with %j', (text, message) => {
    expect(messageOf(text)).toContain(message);
  });
});
