import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attributeOf } from '../../../lib/adapters/dynamodb/attribute.ts';
import { valueFrom } from '../../../lib/adapters/dynamodb/value-from.ts';
import { runs } from '../../support/property.ts';

describe('valueFrom', () => {
  test('gives a decimal the digits of its scale, whatever zeros the table has dropped', () => {
    const money = { kind: 'decimal', scale: 3 } as const;
    const of = (N: string) => valueFrom({ N }, money);

    expect(of('855.86')).toEqual({ units: 855_860n, scale: 3 });
    expect(of('855')).toEqual({ units: 855_000n, scale: 3 });
    expect(of('-0.5')).toEqual({ units: -500n, scale: 3 });
    expect(of('0')).toEqual({ units: 0n, scale: 3 });
    expect(of('1E+2')).toEqual({ units: 100_000n, scale: 3 });
    expect(of('5E-2')).toEqual({ units: 50n, scale: 3 });
  });

  test('keeps decimals that somebody else wrote beyond the scale', () => {
    expect(valueFrom({ N: '1.2345' }, { kind: 'decimal', scale: 2 })).toEqual({
      units: 12_345n,
      scale: 4,
    });
  });

  test('reads numbers that DynamoDB cannot hold from their text', () => {
    const digits = '1'.repeat(50);

    expect(valueFrom({ S: digits }, { kind: 'bigint' })).toBe(BigInt(digits));
    expect(valueFrom({ S: '1e-200' }, { kind: 'double' })).toBe(1e-200);
    expect(valueFrom({ S: 'Infinity' }, { kind: 'double' })).toBe(Number.POSITIVE_INFINITY);
  });

  test('takes text for text where the column says so, though it looks like a number', () => {
    expect(valueFrom({ S: '536365' }, { kind: 'string' })).toBe('536365');
    expect(valueFrom({ S: '2010-12-01T08:26:00.000Z' }, { kind: 'string' })).toBe(
      '2010-12-01T08:26:00.000Z',
    );
    expect(valueFrom({ S: '2010-12-01T08:26:00.000Z' }, { kind: 'instant' })).toBe(1291191960000);
  });

  test('finds the nearest exact value of a number that has no declared type', () => {
    expect(valueFrom({ N: '5' })).toBe(5);
    expect(valueFrom({ N: '0.1' })).toBe(0.1);
    expect(valueFrom({ N: '9007199254740993' })).toBe(9007199254740993n);
    expect(valueFrom({ N: '0.12345678901234567890' })).toEqual({
      units: 12345678901234567890n,
      scale: 20,
    });
  });

  test('keeps fields named like parts of an object apart from the object itself', () => {
    const item = valueFrom({ M: JSON.parse('{"__proto__":{"N":"1"},"constructor":{"S":"x"}}') });

    expect(Object.keys(item as object)).toEqual(['__proto__', 'constructor']);
    expect({}).not.toHaveProperty('x');
  });

  test('undoes attributeOf for every decimal, double and big whole number', () => {
    const units = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n });
    const scale = fc.integer({ min: 0, max: 15 });
    fc.assert(
      fc.property(units, scale, fc.double({ noNaN: true }), (whole, digits, double) => {
        const decimal = { units: whole, scale: digits };
        const type = { kind: 'decimal', scale: digits } as const;

        expect(valueFrom(attributeOf(decimal, type), type)).toEqual(decimal);
        expect(valueFrom(attributeOf(whole), { kind: 'bigint' })).toBe(whole);
        expect(valueFrom(attributeOf(double + 0), { kind: 'double' })).toBe(double + 0);
      }),
      runs(),
    );
  });
});
