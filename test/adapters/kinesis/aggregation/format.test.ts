import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { AGGREGATION_CODES } from '../../../../lib/adapters/kinesis/aggregation/failure.ts';
import { isAggregated } from '../../../../lib/adapters/kinesis/aggregation/format.ts';

const magicAnd = (length: number): Uint8Array =>
  Uint8Array.of(0xf3, 0x89, 0x9a, 0xc2, ...new Uint8Array(length));

describe('isAggregated', () => {
  test('asks for the magic, a byte of message and room for a digest', () => {
    expect(isAggregated(magicAnd(17))).toBe(true);
    expect(isAggregated(magicAnd(16))).toBe(false);
  });

  test.each([0, 1, 2, 3])('looks at byte %i of the magic', (at) => {
    const bytes = magicAnd(17);
    bytes[at] = 0;

    expect(isAggregated(bytes)).toBe(false);
  });

  test('never holds for text in UTF-8, because the magic is none', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true });

    expect(() => decoder.decode(magicAnd(0))).toThrow();
  });
});

describe('docs/errors.md', () => {
  const headings = readFileSync(join(import.meta.dirname, '../../../../docs/errors.md'), 'utf8');

  test.each(AGGREGATION_CODES)('says what %s means', (code) => {
    expect(headings).toMatch(new RegExp(`^## ${code}$`, 'm'));
  });
});
