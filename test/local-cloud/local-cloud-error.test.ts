import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  LOCAL_CLOUD_ERROR_CODES,
  LocalCloudError,
} from '../../lib/local-cloud/local-cloud-error.ts';

const document = readFileSync('docs/errors.md', 'utf8');

describe('LocalCloudError', () => {
  test('says where, what, what was got and expected, and what to do, in one line', () => {
    const error = new LocalCloudError('LOCAL_CLOUD_PORT_TAKEN', {
      at: 'port 80',
      problem: 'it is taken',
      given: 'a listener',
      expected: 'none',
      fix: 'name another',
      output: 'two\nlines',
    });

    expect(error.message).toBe(
      'port 80: it is taken; got a listener, expected none; name another [LOCAL_CLOUD_PORT_TAKEN]',
    );
  });

  test.each(LOCAL_CLOUD_ERROR_CODES)('%s has a paragraph in docs/errors.md', (code) => {
    expect(document).toMatch(new RegExp(`^## ${code}\n\n\\S`, 'm'));
  });
});
