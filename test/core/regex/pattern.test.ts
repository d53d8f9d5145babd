import { describe, expect, test } from '@jest/globals';
import { compilePattern } from '../../../lib/core/regex/pattern.ts';

const answer = (pattern: string, text: string): boolean | string => {
  const read = compilePattern(pattern);
  return read.ok ? read.pattern.test(text) : read.reason;
};

describe('a pattern', () => {
  test.each([
    ['(a*)*b', 'a'.repeat(100_000)],
    ['(a|a)*c', 'a'.repeat(100_000)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(100_000)],
    ['(x+x+)+y', 'x'.repeat(100_000)],
  ])('looks for %s in a long text without going back', (pattern, text) => {
    expect(answer(pattern, text)).toBe(false);
  });

  test.each([
    ['(?=a)', 'looks neither ahead nor back'],
    ['(a)\\1', 'there is no escape \\1'],
    ['a**', 'a repetition is repeated'],
    ['*a', 'nothing stands before *'],
    ['a{2,1}', '{2,1} is no number of times up to 1000'],
    ['a{1001}', '{1001} is no number of times up to 1000'],
    ['((a{100}){100}){100}', 'it is too large'],
    ['(a', "a '(' is not closed"],
    ['a)', "a ')' closes nothing"],
    ['[a', "a '[' is not closed"],
    ['[z-a]', 'z-a is no range'],
    ['[[:foo:]]', 'there is no such class of letters'],
    ['\\p{Nope}', 'there is no such class of Unicode'],
    ['\\x{110000}', 'there is no such code point'],
    ['a\\', 'the pattern ends with a backslash'],
    ['(?q)a', 'looks neither ahead nor back'],
    ['(?P<n>a)(?P<n>b)', 'two groups are named n'],
    ['('.repeat(200), 'groups are nested too deeply'],
    ['a'.repeat(1_001), 'it is longer than 1000 characters'],
  ])('says why %j is none', (pattern, reason) => {
    expect(answer(pattern, '')).toContain(reason);
  });

  test('is forgotten and made anew where a text leads to too many states', () => {
    const texts = Array.from({ length: 3_000 }, (_, i) => i.toString(2).padStart(12, '0'));

    const read = compilePattern('1.{9}1|0.{10}1');

    const found = texts.filter((text) => read.ok && read.pattern.test(text));

    expect(found).toEqual(texts.filter((text) => /1.{9}1|0.{10}1/.test(text)));
  });
});
