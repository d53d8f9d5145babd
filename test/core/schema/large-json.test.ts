import { describe, expect, test } from '@jest/globals';
import { readJsonText, Unreadable } from '../../../lib/core/schema/read-value.ts';

/** JSON of more than 100,000 characters, which is looked at before it is parsed. */
const around = (inner: string): string =>
  `["${'"]}[{\\'.replace(/["\\]/g, '\\$&').repeat(20_000)}",${inner}]`;

const lists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('JSON of a large text', () => {
  test.each(['\\u0022[', '\\\\', '[[['])('does not count brackets in texts, such as %j', (text) => {
    const json = around(`"${text.repeat(1_000)}"`);

    expect(readJsonText(json)).toEqual(JSON.parse(json));
  });

  test('is as deep as a small one may be, and no deeper', () => {
    expect(readJsonText(around(lists(499)))).toBeInstanceOf(Array);
    expect(readJsonText(around(lists(500)))).toEqual(new Unreadable('JSON_TOO_DEEP'));
    expect(readJsonText(`[${`${lists(499)},`.repeat(200)}0]`)).toBeInstanceOf(Array);
  });
});
