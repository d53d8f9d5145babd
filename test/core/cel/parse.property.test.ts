import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatExpression } from '../../../lib/core/cel/format.ts';
import { parseExpression } from '../../../lib/core/cel/parse.ts';
import { DefinitionError } from '../../../lib/errors/definition-error.ts';
import { canonicalJson } from '../../../lib/pipeline/plan/fingerprint.ts';
import { aTree, prefixText } from '../../support/cel/arbitrary-expressions.ts';
import { foreignPrefixText } from '../../support/cel/foreign-tree.ts';
import { runs } from '../../support/property.ts';

const withoutSpans = (tree: unknown): string => {
  const bare = JSON.stringify(tree, (name, value: unknown) => {
    if (name === 'span') return undefined;
    return typeof value === 'bigint' ? `${value}n` : value;
  });
  return canonicalJson(JSON.parse(bare));
};

describe('the text of an expression', () => {
  test('gives the tree again that it was made of', () => {
    fc.assert(
      fc.property(aTree({ optionals: true }), (tree) => {
        const text = formatExpression(tree);

        expect(withoutSpans(parseExpression(text))).toBe(withoutSpans(tree));
      }),
      runs(),
    );
  });

  test('means the same to another reader of CEL', () => {
    fc.assert(
      fc.property(aTree({ optionals: false }), (tree) => {
        expect(foreignPrefixText(formatExpression(tree))).toBe(prefixText(tree));
      }),
      runs(),
    );
  });

  test('is read or refused with a place, whatever it is', () => {
    const aPiece = fc.constantFrom(
      'a',
      '1',
      '.',
      '?',
      '(',
      ')',
      '[',
      ']',
      '"',
      "'",
      '\\',
      '&&',
      '-',
      ' in ',
      '😀',
      '//',
      '\n',
      'r',
      '{',
      ':',
      '`',
      '1e',
      ',',
    );
    fc.assert(
      fc.property(fc.array(aPiece, { maxLength: 12 }), (pieces) => {
        try {
          parseExpression(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(DefinitionError);
          expect((error as Error).message).toMatch(/^character \d+ of "/);
        }
      }),
      runs(),
    );
  });
});
