import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { compilePattern } from '../../../lib/core/regex/pattern.ts';
import { runs } from '../../support/property.ts';

const anAtom = fc.constantFrom(
  ...[
    'a',
    'b',
    'k',
    'é',
    '😀',
    '.',
    '\\d',
    '\\W',
    '\\s',
    '\\b',
    '\\B',
    '^',
    '$',
    '[ab]',
    '[^a-c]',
    '[[:alpha:]]',
  ],
  ...[
    '[[:^digit:]_-]',
    '\\pL',
    '\\p{Greek}',
    '\\PN',
    '\\x41',
    '\\x{1F600}',
    '\\Q.*\\E',
    '\\A',
    '\\z',
    '\\.',
    '\\n',
    '-',
    '{',
    '[]a]',
  ],
);

const aQuantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{0,}', '*?', '{,2}');

const aPattern: fc.Arbitrary<string> = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'pattern' },
    fc.tuple(anAtom, aQuantifier).map(([atom, times]) => atom + times),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}|${b}`),
    fc
      .tuple(
        fc.constantFrom('(', '(?:', '(?i:', '(?s:', '(?m:', '(?P<n>', '(?i-s:'),
        tie('pattern'),
        aQuantifier,
      )
      .map(([open, inner, times]) => `${open}${inner})${times}`),
  ),
})).pattern;

const aText = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'c',
      'A',
      'K',
      '1',
      ' ',
      '\n',
      '_',
      '-',
      'é',
      'É',
      '😀',
      'α',
      '.',
      '\u212a',
      '{',
    ),
    { maxLength: 8 },
  )
  .map((characters) => characters.join(''));

const own = (pattern: string, text: string): boolean | undefined => {
  const read = compilePattern(pattern);
  return read.ok ? read.pattern.test(text) : undefined;
};

function foreign(pattern: string, text: string): boolean | undefined {
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch {
    return undefined;
  }
}

describe('a pattern', () => {
  test('finds what RE2 finds, and is refused where RE2 refuses it', () => {
    fc.assert(
      fc.property(aPattern, fc.array(aText, { minLength: 1, maxLength: 5 }), (pattern, texts) => {
        expect(texts.map((text) => own(pattern, text))).toEqual(
          texts.map((text) => foreign(pattern, text)),
        );
      }),
      runs(300),
    );
  });
});
