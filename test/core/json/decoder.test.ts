import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { decodeUtf8 } from '../../../lib/adapters/node/utf8.ts';
import {
  boolean,
  decimal,
  double,
  instant,
  int,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { compileDecoder, type Decode } from '../../../lib/core/json/decoder.ts';
import { DecodeFailure } from '../../../lib/core/schema/decode-failure.ts';
import { schema } from '../../../lib/core/schema/schema.ts';

const Sale = schema({
  customer: string(),
  at: instant(),
  amount: decimal(2),
  quantity: int(),
  returning: optional(boolean()),
});

const encoder = new TextEncoder();
const decodeWith = (decode: Decode<unknown>, text: string): unknown => {
  const bytes = encoder.encode(text);
  return decode(bytes, 0, bytes.length);
};

const TEXT = '{"customer":"ann","at":"2026-03-01T12:00:00Z","amount":12.50,"quantity":2}';
const EVENT = {
  customer: 'ann',
  at: Date.UTC(2026, 2, 1, 12),
  amount: 1_250,
  quantity: 2,
  returning: undefined,
};

describe('compileDecoder', () => {
  test('reads optional fields wherever they stand and whichever are there, also after one of another shape', () => {
    const Some = schema({ b: optional(int()), a: int(), c: optional(int()) });
    const orders = ['abc', 'acb', 'bac', 'bca', 'cab', 'cba', 'ab', 'ba', 'ac', 'ca', 'a'];
    const textOf = (order: string) =>
      `{${[...order].map((name) => `"${name}":${name.charCodeAt(0)}`).join()}}`;

    for (const first of orders) {
      for (const second of orders) {
        const decode = compileDecoder(Some);
        for (const order of [first, second, first]) {
          expect(decodeWith(decode, textOf(order))).toEqual(JSON.parse(textOf(order)));
        }
      }
    }
  });

  test('reads events one after the other out of one array', () => {
    const decode = compileDecoder(Sale);
    const bytes = encoder.encode(`${TEXT}\n${TEXT}\n`);
    const length = TEXT.length;

    const events = [decode(bytes, 0, length), decode(bytes, length + 1, 2 * length + 1)];

    expect(events).toStrictEqual([EVENT, EVENT]);
  });

  test('looks at nothing outside of the given range', () => {
    const decode = compileDecoder(Sale);
    const bytes = encoder.encode(`${TEXT}${TEXT}`);

    for (let end = 1; end < TEXT.length; end++) {
      expect(decode(bytes, 0, end)).toMatchObject({ reason: 'JSON_SYNTAX' });
    }
    expect(decode(bytes, 0, TEXT.length)).toStrictEqual(EVENT);
    expect(decode(bytes, 0, TEXT.length + 1)).toMatchObject({ offset: TEXT.length });
  });

  test('keeps no hold on the bytes: an event stays when they are overwritten', () => {
    const decode = compileDecoder(Sale);
    const bytes = encoder.encode(TEXT);
    const event = decode(bytes, 0, bytes.length);

    bytes.set(encoder.encode(TEXT.replace('ann', 'bob')));

    expect(decode(bytes, 0, bytes.length)).toStrictEqual({ ...EVENT, customer: 'bob' });
    expect(event).toStrictEqual(EVENT);
  });

  test('gives only the projected fields, in the order of the declaration', () => {
    const decode = compileDecoder(Sale, ['quantity', 'customer']);

    for (let i = 0; i < 3; i++) {
      expect(Object.entries(decodeWith(decode, TEXT) as object)).toEqual([
        ['customer', 'ann'],
        ['quantity', 2],
      ]);
    }
  });

  test('refuses to project what is not declared', () => {
    expect(() => compileDecoder(Sale, ['custumer'])).toThrow(
      'projection: names a field that is not declared; got "custumer", expected one of customer, ' +
        'at, amount, quantity, returning; declare the field in the schema, or correct the name ' +
        '[FIELD_UNKNOWN]',
    );
  });

  test('gives the same string for a key that comes again', () => {
    const decode = compileDecoder(schema({ key: string() }));
    const keyOf = (text: string): string => (decodeWith(decode, text) as { key: string }).key;

    expect(keyOf('{"key":"J\\u00f6rg"}')).toBe('Jörg');
    expect(keyOf('{"key":"Jörg"}')).toBe('Jörg');
    expect(keyOf('{"key":""}')).toBe('');
    expect(keyOf(`{"key":"${'long '.repeat(100)}"}`)).toBe('long '.repeat(100));
    expect(keyOf(`{"key":"${'länger '.repeat(100)}"}`)).toBe('länger '.repeat(100));
  });

  test('takes the platform’s decoder for what is not short and ASCII', () => {
    const seen: string[] = [];
    const decode = compileDecoder(Sale, undefined, {
      decodeUtf8: (bytes, start, end) => {
        const text = decodeUtf8(bytes, start, end);
        seen.push(text);
        return text;
      },
    });

    decodeWith(decode, TEXT);
    decodeWith(decode, TEXT);
    decodeWith(decode, TEXT.replace('ann', 'Zoë'));

    expect(seen).toEqual(['Zoë']);
  });

  test.each([
    ['{"customer":"ann"', 300_000, '}'],
    ['{"customer":"ann","x":', 300_000, ''],
    ['', 300_000, ''],
  ])('is not overflowed by brackets behind %j', (before, depth, after) => {
    const decode = compileDecoder(Sale);

    for (const bracket of ['[', '{"a":', '[{"a":']) {
      const result = decodeWith(decode, `${before}${bracket.repeat(depth)}${after}`);

      expect(result).toMatchObject({ reason: 'JSON_SYNTAX' });
    }
  });

  test('steps over deep nesting in a field that is not declared', () => {
    const decode = compileDecoder(Sale);
    const nested = `${'[{"a":'.repeat(100_000)}1${'}]'.repeat(100_000)}`;

    expect(decodeWith(decode, TEXT.replace('}', `,"deep":${nested}}`))).toStrictEqual(EVENT);
    expect(decodeWith(decode, TEXT.replace('}', `,"deep":${nested}]}`))).toMatchObject({
      reason: 'JSON_SYNTAX',
    });
  });

  test('reads an event of 2 MB', () => {
    const decode = compileDecoder(Sale);
    const big = TEXT.replace('ann', 'x'.repeat(2_000_000));

    expect(decodeWith(decode, big)).toMatchObject({ customer: 'x'.repeat(2_000_000) });
  });

  test('reads doubles that are hard to round', () => {
    const decode = compileDecoder(schema({ x: double() }));

    for (const text of ['9007199254740993', '1.00000000000000011102230246251565', '1e-130']) {
      expect(decodeWith(decode, `{"x":${text}}`)).toStrictEqual({ x: Number(text) });
    }
    expect(decodeWith(decode, '{"x":-0}')).toStrictEqual({ x: -0 });
  });

  test('where no code may be generated, reads the same, only slower', () => {
    const script = `
      import { compileDecoder } from './lib/core/json/decoder.ts';
      import { int, optional, string } from './lib/core/field-type.ts';
      import { schema } from './lib/core/schema/schema.ts';
      const decode = compileDecoder(schema({ a: string(), b: optional(int()) }), ['b']);
      const bytes = new TextEncoder().encode('{"b":12,"a":"x"}');
      console.log(JSON.stringify(decode(bytes, 0, bytes.length)));`;

    const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '-e', script];
    const output = execFileSync(process.execPath, flags, { encoding: 'utf8', env: {} });

    expect(output).toBe('{"b":12}\n');
  });
});

describe('a decoder that has learned a layout', () => {
  const variants = {
    'with other spaces': TEXT.replaceAll(',', ', ').replaceAll('":', '": '),
    indented: JSON.stringify(JSON.parse(TEXT), null, 2).replace('12.5', '12.50'),
    'with its keys in another order':
      '{"quantity":2,"amount":12.50,"at":"2026-03-01T12:00:00Z","customer":"ann"}',
    'with a key between': TEXT.replace('"at"', '"channel":{"a":[1,"]"]},"at"'),
    'with an escaped key': TEXT.replace('"at"', '"\\u0061t"'),
    'with a key twice': TEXT.replace('"quantity":2', '"quantity":"many","quantity":2'),
    'with a null': TEXT.replace('}', ',"returning":null}'),
    'with the number in quotes': TEXT.replace('12.50', '"12.50"'),
    'with an exponent': TEXT.replace('12.50', '1.25e1'),
    'with an offset': TEXT.replace('12:00:00Z', '13:00:00.000+01:00'),
    'with milliseconds': TEXT.replace('"2026-03-01T12:00:00Z"', `${EVENT.at}`),
    'with a line end': `${TEXT}\r\n`,
    'with space before': ` \t${TEXT}`,
  };

  test.each(Object.entries(variants))('reads an event %s', (_name, text) => {
    const decode = compileDecoder(Sale);

    const events = [TEXT, text, TEXT, text, text, text, text, TEXT].map((one) =>
      decodeWith(decode, one),
    );

    expect(events).toStrictEqual(new Array(8).fill(EVENT));
  });

  test('reads all of them in turn', () => {
    const decode = compileDecoder(Sale);

    for (let round = 0; round < 100; round++) {
      for (const text of Object.values(variants)) {
        expect(decodeWith(decode, text)).toStrictEqual(EVENT);
      }
    }
  });

  test('is not confused by thousands of keys that come once', () => {
    const decode = compileDecoder(Sale);

    for (let i = 0; i < 5_000; i++) {
      expect(decodeWith(decode, TEXT.replace('{', `{"k${i}":${i},`))).toStrictEqual(EVENT);
    }
  });

  test('still refuses what is wrong', () => {
    const decode = compileDecoder(Sale);
    decodeWith(decode, TEXT);

    const wrong = [
      TEXT.replace(':2', ':02'),
      TEXT.replace(':2', ':2.5'),
      TEXT.replace(':2', ':2x'),
      TEXT.replace('12.50', '12.'),
      TEXT.replace('12.50', '"12.50'),
      TEXT.replace('03-01', '02-29'),
      TEXT.replace('ann', 'a\tnn'),
      TEXT.replace('ann', 'a\\nn\\'),
      TEXT.replace('ann', 'a\\u00zz'),
      TEXT.replace('"quantity":2', '"returning":true'),
      TEXT.replace('}', ',"returning":tru}'),
      TEXT.replace('}', ',"returning":nul}'),
      TEXT.replace('}', ',}'),
      TEXT.replace('}', '}}'),
      TEXT.replace('{', '{,'),
      TEXT.replace(',', ' '),
    ].map((text) => decodeWith(decode, text));

    expect(wrong.every((result) => result instanceof DecodeFailure)).toBe(true);
  });
});
