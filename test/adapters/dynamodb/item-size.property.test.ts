import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { itemSize } from '../../../lib/adapters/dynamodb/item-size.ts';
import { documentedSize } from '../../support/dynamodb/documented-size.ts';
import type { WireItem, WireValue } from '../../support/dynamodb/wire.ts';
import { runs } from '../../support/property.ts';

/** As it goes over the wire: bytes as base64. */
const wired = (item: Record<string, AttributeValue>): WireItem =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, wiredValue(value)]));

function wiredValue(value: AttributeValue): WireValue {
  if (value.B !== undefined) return { B: Buffer.from(value.B).toString('base64') };
  if (value.L !== undefined) return { L: value.L.map(wiredValue) };
  if (value.M !== undefined) return { M: wired(value.M) };
  return value as unknown as WireValue;
}

const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant('é😀｡'));
const number = fc.oneof(
  fc.constantFrom('0', '-0', '0.00', '1', '10', '100', '-1', '99', '0.01', '0.001', '1.5', '-15'),
  fc.constantFrom('1e125', '1E-130', '-9.99e125', '00120', '9007199254740993', '0.10'),
  fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }).map(String),
);

const value = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text.map((S) => ({ S })),
    number.map((N) => ({ N })),
    fc.uint8Array().map((B) => ({ B })),
    fc.constantFrom<AttributeValue>({ BOOL: true }, { NULL: true }),
    fc.array(text, { minLength: 1 }).map((SS) => ({ SS })),
    fc.array(number, { minLength: 1 }).map((NS) => ({ NS })),
    fc.array(tie('value')).map((L) => ({ L })),
    fc.dictionary(text, tie('value')).map((M) => ({ M })),
  ),
})).value;

describe('itemSize', () => {
  test('is what the documented rules give, for every item', () => {
    fc.assert(
      fc.property(fc.dictionary(text, value), (item) => {
        expect(itemSize(item)).toBe(documentedSize(wired(item)));
      }),
      runs(500),
    );
  });

  test.each([
    ['0', 1],
    ['5', 2],
    ['15', 2],
    ['150', 3],
    ['1.5', 3],
    ['100', 2],
    ['-15', 3],
    ['12345678901234567890123456789012345678', 20],
  ])('counts the digits of %s, and a byte for the exponent: %d', (N, size) => {
    expect(itemSize({ n: { N } })).toBe(1 + size);
  });

  test('of a number is at most two bytes more than half its digits and one', () => {
    fc.assert(
      fc.property(number, (N) => {
        const [mantissa = ''] = N.toLowerCase().split('e');
        const significant = mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
        const thumb = Math.ceil(significant / 2) + 1;

        expect(itemSize({ n: { N } }) - 1).toBeGreaterThanOrEqual(thumb);
        expect(itemSize({ n: { N } }) - 1).toBeLessThanOrEqual(thumb + 2);
      }),
      runs(300),
    );
  });
});
