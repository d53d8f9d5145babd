import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bigint,
  boolean,
  decimal,
  double,
  type Fields,
  instant,
  int,
  json,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { compileDecoder, type Decode } from '../../../lib/core/json/decoder.ts';
import { DecodeFailure } from '../../../lib/core/schema/decode-failure.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { decodeByOracle, isInDynamoRange, REFUSED } from '../../support/oracle/decode-oracle.ts';
import { runs } from '../../support/property.ts';
import {
  aDecimalText,
  aNumberText,
  anEventText,
  anInstantText,
  aStringText,
  aValueText,
  mutated,
} from '../../support/text/json-text.ts';

const fields = {
  name: string(),
  note: optional(string()),
  flag: optional(boolean()),
  count: optional(int()),
  ratio: optional(double()),
  amount: optional(decimal(2)),
  fine: optional(decimal(15)),
  big: optional(bigint()),
  at: optional(instant()),
  any: optional(json()),
} satisfies Fields;

const aWord = fc.constantFrom('true', 'false', 'null');
const aNumber = (whole: number, decimals: number) =>
  fc.oneof(
    { weight: 9, arbitrary: aDecimalText(whole, decimals) },
    { weight: 9, arbitrary: aDecimalText(whole, decimals).map((text) => `"${text}"`) },
    aNumberText,
  );

const anEvent = anEventText({
  name: aStringText,
  note: fc.oneof(aStringText, fc.constant('null')),
  flag: aWord,
  count: fc.oneof(fc.integer().map(String), fc.maxSafeInteger().map(String), aNumberText),
  ratio: fc.oneof({ weight: 9, arbitrary: aDecimalText(9, 9) }, aNumberText),
  amount: aNumber(13, 2),
  fine: aNumber(1, 15),
  big: fc.oneof(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }).map(String), aNumberText),
  at: fc.oneof({ weight: 9, arbitrary: anInstantText }, fc.integer().map(String), aNumberText),
  any: fc.oneof({ weight: 3, arbitrary: fc.json() }, aValueText),
});

const encoder = new TextEncoder();

/** Puts the event between other bytes, which must not be looked at, or at the very end of them. */
function embed(bytes: Uint8Array): [Uint8Array, number, number] {
  const behind = bytes.length % 2 === 0 ? 0 : 5;
  const all = new Uint8Array(3 + bytes.length + behind).fill(0x22);
  all.set(bytes, 3);
  return [all.subarray(1), 2, 2 + bytes.length];
}

/** What a decoder makes of an event, comparable with what the oracle does. */
function answer(decode: Decode<unknown>, bytes: Uint8Array): unknown {
  const result = decode(...embed(bytes));
  return result instanceof DecodeFailure ? REFUSED : result;
}

const alone = (bytes: Uint8Array): unknown => {
  const decode = compileDecoder(schema(fields));
  answer(decode, bytes); // the first time teaches the layout, the second uses it
  return answer(decode, bytes);
};

describe('compileDecoder', () => {
  const whole = compileDecoder(schema(fields));

  test('accepts exactly the events that JSON.parse accepts, with the same values', () => {
    fc.assert(
      fc.property(anEvent, (text) => {
        const bytes = encoder.encode(text);

        const event = answer(whole, bytes);

        expect(event).toStrictEqual(decodeByOracle(fields, bytes));
      }),
      runs(1_000),
    );
  });

  test('reads an event as predicted from an equal one before', () => {
    fc.assert(
      fc.property(anEvent, (text) => {
        const bytes = encoder.encode(text);

        const event = alone(bytes);

        expect(event).toStrictEqual(decodeByOracle(fields, bytes));
      }),
      runs(300),
    );
  });

  test('refuses bytes that are changed at random exactly when JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(anEvent, fc.boolean())
          .chain(([text]) => fc.tuple(fc.constant(text), mutated(text))),
        ([text, bytes]) => {
          whole(...embed(encoder.encode(text)));

          const event = answer(whole, bytes);

          expect(event).toStrictEqual(decodeByOracle(fields, bytes));
        },
      ),
      runs(2_000),
    );
  });

  test('a projection never changes which events are accepted, nor a value', () => {
    const names = Object.keys(fields);

    fc.assert(
      fc.property(fc.subarray(names), fc.array(anEvent, { maxLength: 5 }), (wanted, texts) => {
        const projected = compileDecoder(schema(fields), wanted);

        for (const text of texts) {
          const bytes = encoder.encode(text);
          const all = answer(whole, bytes);
          const event = answer(projected, bytes);
          const expected = Object.fromEntries(
            Object.entries(all === REFUSED ? {} : (all as object)).filter(([name]) =>
              wanted.includes(name),
            ),
          );
          expect(event).toStrictEqual(all === REFUSED ? REFUSED : expected);
        }
      }),
      runs(200),
    );
  });

  test('a number anywhere is the double that JSON.parse gives', () => {
    const decode = compileDecoder(schema({ x: double() }));

    fc.assert(
      fc.property(aNumberText, (text) => {
        const event = answer(decode, encoder.encode(`{"x":${text}}`));

        const x = JSON.parse(text);
        expect(event).toStrictEqual(isInDynamoRange(x) ? { x } : REFUSED);
      }),
      runs(3_000),
    );
  });

  test('strings that come again are the same text, whatever came between', () => {
    const decode = compileDecoder(schema({ s: string() }));

    fc.assert(
      fc.property(fc.array(aStringText, { minLength: 1, maxLength: 20 }), (texts) => {
        for (const text of [...texts, ...texts]) {
          const event = answer(decode, encoder.encode(`{"s":${text}}`));

          expect(event).toStrictEqual({ s: JSON.parse(text) });
        }
      }),
      runs(200),
    );
  });
});
