import { describe, expect, test } from '@jest/globals';
import {
  decimal,
  type Fields,
  instant,
  int,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { DefinitionError } from '../../../lib/errors/definition-error.ts';

const failureOf = (define: () => unknown): DefinitionError => {
  try {
    define();
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
  throw new Error('the definition was accepted');
};

const withName = (name: string): Fields => ({ [name]: string() });

describe('schema', () => {
  test('keeps the fields in the order of the declaration', () => {
    const sale = schema({ customer: string(), at: instant(), amount: decimal(2) });

    expect(Object.keys(sale.fields)).toEqual(['customer', 'at', 'amount']);
  });

  test('cannot be changed by changing what it was made of', () => {
    const fields: Record<string, ReturnType<typeof string>> = { customer: string() };
    const sale = schema(fields);

    fields['other'] = string();

    expect(Object.keys(sale.fields)).toEqual(['customer']);
    expect(Object.isFrozen(sale.fields)).toBe(true);
  });

  test.each(['a', 'A1', '_x', 'snake_case', 'camelCase', 'x'.repeat(255)])(
    'takes the name %s',
    (name) => {
      expect(Object.keys(schema(withName(name)).fields)).toEqual([name]);
    },
  );

  test.each([
    ['', 'schema: a field has no name; got ""'],
    ['1a', 'schema: the name of a field cannot be an attribute and a column; got "1a"'],
    ['a-b', 'schema: the name of a field cannot be an attribute and a column; got "a-b"'],
    ['a b', 'schema: the name of a field cannot be an attribute and a column; got "a b"'],
    ['a.b', 'schema: the name of a field cannot be an attribute and a column; got "a.b"'],
    ['größe', 'schema: the name of a field cannot be an attribute and a column; got "größe"'],
    ['a\n', 'schema: the name of a field cannot be an attribute and a column; got "a\\n"'],
    ['constructor', 'schema: the name of a field means something else to JavaScript'],
    ['toString', 'schema: the name of a field means something else to JavaScript'],
    ['hasOwnProperty', 'schema: the name of a field means something else to JavaScript'],
    ['x'.repeat(256), 'schema: the name of a field is too long'],
  ])('refuses the name %j', (name, message) => {
    const { code, message: got } = failureOf(() => schema(withName(name)));

    expect(code).toBe('FIELD_INVALID');
    expect(got).toContain(message);
  });

  test('refuses __proto__, whether it is written as a name or as a literal', () => {
    const asName = Object.defineProperty({ a: string() }, '__proto__', {
      value: string(),
      enumerable: true,
    });

    expect(failureOf(() => schema(asName)).code).toBe('FIELD_INVALID');
    expect(failureOf(() => schema({ a: string(), __proto__: string() } as Fields)).message).toBe(
      'schema: the name of a field means something else to JavaScript; got "__proto__", ' +
        'expected a letter or _, then letters, digits and _, 255 at most; ' +
        'give it another name; what events call so can be read with schemaOf() and a schema that renames it [FIELD_INVALID]',
    );
  });

  test('says what to write for a field that was forgotten to be called', () => {
    const { message } = failureOf(() => schema({ customer: string } as unknown as Fields));

    expect(message).toBe(
      'schema › customer: is not a field; got a function, expected a field such as string() or ' +
        'decimal(2); call the function that makes the field, string() instead of string ' +
        '[FIELD_INVALID]',
    );
  });

  test('refuses to declare nothing', () => {
    expect(failureOf(() => schema({})).message).toBe(
      'schema: declares no field; got {}, expected one field at least; ' +
        'declare the fields that the pipeline uses [SCHEMA_INVALID]',
    );
  });

  test('is a Standard Schema itself', () => {
    const sale = schema({ customer: string(), quantity: int(), note: optional(string()) });
    const { validate, version, vendor } = sale['~standard'];

    expect({ version, vendor }).toEqual({ version: 1, vendor: 'millrace' });
    expect(validate({ customer: 'ann', quantity: 2, other: 1 })).toStrictEqual({
      value: { customer: 'ann', quantity: 2, note: undefined },
    });
    expect(validate({ customer: 'ann', quantity: 2.5 })).toEqual({
      issues: [{ path: ['quantity'], message: expect.stringContaining('[FIELD_TYPE]') }],
    });
    expect(validate('ann')).toEqual({
      issues: [{ message: expect.stringContaining('[NOT_AN_OBJECT]') }],
    });
  });
});
