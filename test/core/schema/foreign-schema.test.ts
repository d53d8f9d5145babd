import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as v from 'valibot';
import * as z from 'zod';
import { decimal, instant, string } from '../../../lib/core/field-type.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import { DecodeFailure, failureMessage } from '../../../lib/core/schema/decode-failure.ts';
import { decodeObject, decodeText } from '../../../lib/core/schema/decode-value.ts';
import { schemaOf, validateForeign } from '../../../lib/core/schema/foreign-schema.ts';
import type { StandardIssue, StandardSchema } from '../../../lib/core/schema/standard-schema.ts';
import { hostileText } from '../../support/text/hostile-text.ts';

const encoder = new TextEncoder();

/** A schema that refuses everything for this reason. */
const refusing = (issue: StandardIssue): StandardSchema => ({
  '~standard': { version: 1, vendor: 'none', validate: () => ({ issues: [issue] }) },
});

const libraries = {
  zod: z.object({
    customer: z.string().min(1),
    at: z.iso.datetime(),
    amount: z.number().positive(),
    tags: z.array(z.string()).default([]),
  }),
  valibot: v.object({
    customer: v.pipe(v.string(), v.minLength(1)),
    at: v.pipe(v.string(), v.isoTimestamp()),
    amount: v.pipe(v.number(), v.minValue(0.01)),
    tags: v.optional(v.array(v.string()), []),
  }),
};

describe.each(Object.entries(libraries))('a schema of %s', (_name, standard) => {
  const named = { customer: string(), at: instant(), amount: decimal(2) };
  const sale = schemaOf(standard as StandardSchema<unknown, Record<string, unknown>>, named);
  const decode = compileDecoder(sale);
  const decodeLine = (text: string) => {
    const bytes = encoder.encode(text);
    return decode(bytes, 0, bytes.length);
  };

  test('gives its output, with named fields read by their types', () => {
    const event = decodeLine('{"customer":"ann","at":"2026-03-01T12:00:00Z","amount":0.1,"x":1}');

    expect(event).toStrictEqual({
      customer: 'ann',
      at: Date.UTC(2026, 2, 1, 12),
      amount: 10,
      tags: [],
    });
  });

  test('refuses what the schema refuses, and names the field', () => {
    const failure = decodeLine('{"customer":"","at":"2026-03-01T12:00:00Z","amount":1}');

    expect(failure).toBeInstanceOf(DecodeFailure);
    expect(failure).toMatchObject({ reason: 'SCHEMA_REFUSED', field: 'customer', got: '""' });
  });

  test('refuses what a named field cannot hold, though the schema can', () => {
    const failure = decodeLine('{"customer":"a","at":"2026-03-01T12:00:00Z","amount":0.125}');

    expect(failure).toMatchObject({ reason: 'DECIMAL_TOO_PRECISE', field: 'amount', got: '0.125' });
  });

  test.each([
    ['{"customer":', 'JSON_SYNTAX'],
    ['\ufeff{}', 'JSON_SYNTAX'],
    ['[]', 'SCHEMA_REFUSED'],
  ])('reads %j by the same rules as any event', (text, reason) => {
    expect(decodeLine(text)).toMatchObject({ reason });
  });

  test('sees no byte that is not UTF-8', () => {
    const bytes = Uint8Array.from([...encoder.encode('{"customer":"'), 0xff, 0x22, 0x7d]);

    expect(decode(bytes, 0, bytes.length)).toMatchObject({ reason: 'UTF8_INVALID', offset: 13 });
  });
});

describe('schemaOf', () => {
  test('gives the output as it is when no field is named', () => {
    const event = decodeObject(schemaOf(libraries.zod), {
      customer: 'ann',
      at: '2026-03-01T12:00:00Z',
      amount: 0.125,
    });

    expect(event).toStrictEqual({
      customer: 'ann',
      at: '2026-03-01T12:00:00Z',
      amount: 0.125,
      tags: [],
    });
  });

  test('reads an instant from the Date that a schema made', () => {
    const sale = schemaOf(z.object({ at: z.coerce.date() }), { at: instant() });

    expect(decodeObject(sale, { at: '2026-03-01T12:00:00+01:00' })).toStrictEqual({
      at: Date.UTC(2026, 2, 1, 11),
    });
  });

  test('gives a row of text to the schema as it is', () => {
    const sale = schemaOf(z.object({ amount: z.coerce.number() }), { amount: decimal(2) });

    expect(decodeText(sale, { amount: '12.50' })).toStrictEqual({ amount: 1_250 });
  });

  test('refuses an output that is not an object', () => {
    expect(decodeObject(schemaOf(z.string()), 'text')).toMatchObject({ reason: 'NOT_AN_OBJECT' });
  });

  test('makes a dead letter of an event on which a check throws', () => {
    const throwing = schemaOf(
      v.object({
        a: v.pipe(
          v.number(),
          v.check(() => {
            throw new Error('no table');
          }),
        ),
      }),
    );

    expect(decodeObject(throwing, { a: 1 })).toMatchObject({
      reason: 'SCHEMA_REFUSED',
      expected: 'a check of the schema threw Error: no table',
    });
  });

  test('refuses an asynchronous schema when it is defined, if it shows', () => {
    const promised = z.object({}).refine(async () => true);

    expect(() => schemaOf(promised)).toThrow(
      'schemaOf: answers with a promise; got a schema of zod, expected a synchronous Standard ' +
        'Schema, version 1; remove its async checks [SCHEMA_INVALID]',
    );
  });

  test('refuses an asynchronous check of one event as a value when it shows later', () => {
    const later = schemaOf(z.object({ a: z.number().refine(async () => true) }));

    expect(decodeObject(later, { a: 1 })).toMatchObject({ reason: 'SCHEMA_ASYNC' });
  });

  test.each([[undefined], [{}], [{ '~standard': { version: 2 } }]])('refuses %p', (not) => {
    expect(() => schemaOf(not as unknown as StandardSchema)).toThrow('schemaOf: is not a schema');
  });

  test('checks the names of the fields that it declares', () => {
    expect(() => schemaOf(libraries.zod, { 'a-b': string() })).toThrow('[FIELD_INVALID]');
  });

  test('bounds what a failure says of a field that the event has named, and disarms it', () => {
    const hostile = `\u001b[2J\u202e"; DROP TABLE x; --<b>${'x'.repeat(500_000)}`;
    const judge = refusing({ message: 'no', path: [hostile, { key: hostile }, 3] });

    const failure = validateForeign(judge, {});
    const message = failure instanceof DecodeFailure ? failureMessage(failure, 'sales') : '';

    expect(message).toContain('sales › ');
    expect(message.length).toBeLessThan(500);
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('refuses names of fields that could be more than a name to SQL, a chart or HTML', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        fc.pre(!/^[A-Za-z_]\w*$/.test(name));
        const any = refusing({ message: 'no' });

        expect(() => schemaOf(any, { [name]: string() })).toThrow(/FIELD_INVALID/);
      }),
    );
  });
});
