import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { json } from '../../../lib/core/field-type.ts';
import { eventCodec } from '../../../lib/core/operators/event-codec.ts';
import {
  holdsExactNumber,
  parseExactJson,
  parseJson,
} from '../../../lib/core/schema/exact-json.ts';
import { runs } from '../../support/property.ts';

describe('parseJson', () => {
  test.each([
    '1524831183200260097',
    '-9007199254740993',
    '[{"a":12345678901234567890}]',
    '{"a":12345678901234567891,"b":"12345678901234567890"}',
  ])('keeps every digit of %s', (text) => {
    expect(holdsExactNumber(parseJson(text))).toBe(true);
    expect(JSON.stringify(parseJson(text))).toBe(text);
  });

  test('gives what JSON.parse gives of all that doubles hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);

        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      runs(500),
    );
  });

  test.each([
    '0.30000000000000004',
    '52.520006599999998',
    '0.10000000000000000055',
    '1.2345678901234567891e30',
    '1000000000000000000000',
    '1e300',
    '-0.0000000000000000',
  ])('gives a number for %s', (text) => {
    expect(parseJson(text)).toBe(Number(text));
  });

  test('is undone by the codec of events', () => {
    const codec = eventCodec({ payload: json() });
    const parse = parseExactJson;
    for (const text of [
      '{"a":[1524831183200260097,0.12345678901234567890]}',
      'null',
      '[null,"1"]',
      '"1"',
    ]) {
      const stored = JSON.parse(JSON.stringify(codec.encode({ payload: parse(text) })));

      expect(JSON.stringify(codec.decode(stored)['payload'])).toBe(text);
    }
  });
});
