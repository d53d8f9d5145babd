import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { AGGREGATION_CODES } from '../../lib/adapters/kinesis/aggregation/failure.ts';
import { BATCH_ERROR_CODES } from '../../lib/errors/batch-error.ts';
import { DEFINITION_ERROR_CODES } from '../../lib/errors/codes.ts';
import { DEAD_LETTER_CODES } from '../../lib/errors/dead-letter-codes.ts';
import { INPUT_CODES } from '../../lib/errors/input-codes.ts';
import { LOCAL_CLOUD_ERROR_CODES } from '../../lib/local-cloud/index.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');
const sections = new Map(
  text
    .split(/^##+ (?=[A-Z0-9_]+$)/m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end).trim()] as const;
    }),
);
const codes = [
  ...DEFINITION_ERROR_CODES,
  ...DEAD_LETTER_CODES,
  ...INPUT_CODES,
  ...BATCH_ERROR_CODES,
  ...AGGREGATION_CODES,
  ...LOCAL_CLOUD_ERROR_CODES,
];

describe('docs/errors.md', () => {
  test.each([...new Set(codes)])('explains %s', (code) => {
    expect(sections.get(code)?.length ?? 0).toBeGreaterThan(60);
  });

  test('explains each code once', () => {
    expect(new Set(text.match(/^##+ [A-Z0-9_]+$/gm)).size).toBe(
      text.match(/^##+ [A-Z0-9_]+$/gm)?.length,
    );
  });
});
