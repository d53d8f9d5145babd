import type { Event } from '../../../lib/core/event.ts';
import {
  bigint,
  boolean,
  decimal,
  double,
  instant,
  int,
  json,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { compileDecoder, type Decode } from '../../../lib/core/json/decoder.ts';
import { type Schema, schema } from '../../../lib/core/schema/schema.ts';
import type { ArchivedRecord } from '../../../lib/ports/lake-file.ts';
import { archivedRecord } from '../../../lib/runtime/archive/archived-records.ts';

/** A field of every type there is, required and optional, and names that SQL or we use otherwise. */
export const EveryType = schema({
  text: string(),
  flag: boolean(),
  whole: int(),
  real: double(),
  long: bigint(),
  money: decimal(2),
  fine: decimal(15),
  at: instant(),
  any: json(),
  maybe_text: optional(string()),
  maybe_flag: optional(boolean()),
  maybe_whole: optional(int()),
  maybe_real: optional(double()),
  maybe_long: optional(bigint()),
  maybe_money: optional(decimal(2)),
  maybe_at: optional(instant()),
  maybe_any: optional(json()),
  dt: optional(string()),
  _sequence: optional(string()),
});

/** A decoder of everything that a schema declares. */
export const decoderOf = (of: Schema): Decode<Event> => compileDecoder(of as Schema<Event>);

/** Payloads as the archive lane takes them in. */
export const archivedTexts = (texts: readonly (string | Uint8Array)[], of: Schema = EveryType) => {
  const decode = decoderOf(of);
  return texts.map((text, i): ArchivedRecord => {
    const data = typeof text === 'string' ? Buffer.from(text) : text;
    const position = {
      sequence: `${10n ** 55n + BigInt(i)}`,
      sub: i % 3,
      arrival: Date.UTC(2026, 2, 1, 10) + i,
      partitionKey: `k${i} 😀`,
    };
    return archivedRecord({ ...position, data, start: 0, end: data.length }, decode);
  });
};

/** Every value at its ends. */
export const EXTREMES: readonly string[] = [
  '{"text":"","flag":true,"whole":9007199254740991,"real":-0.0,"long":99999999999999999999999999999999999999,' +
    '"money":90071992547409.91,"fine":9.007199254740991,"at":"0001-01-01T00:00:00Z","any":null}',
  '{"text":"😀 \\ufeff\\u0000","flag":false,"whole":-9007199254740991,"real":1e-130,"long":"-99999999999999999999999999999999999999",' +
    '"money":"-90071992547409.91","fine":-9.007199254740991,"at":"9999-12-31T23:59:59.999Z","any":{"a":[1,"x",null,{"b":1e300}]},' +
    '"maybe_text":"\\ufeffbom","maybe_flag":false,"maybe_whole":0,"maybe_real":0,"maybe_long":0,"maybe_money":0,"maybe_at":0,"maybe_any":[],' +
    '"dt":"2026-03-01","_sequence":"mine"}',
  '{"text":"\\ufffd","flag":false,"whole":0,"real":9.99999999999999e125,"long":-1,"money":-0.01,"fine":0.000000000000001,"at":-1,"any":"text"}',
  '{"text":"\\ud800x","flag":false,"whole":-1,"real":-1.0000000000000002e-130,"long":1,"money":0,"fine":0,"at":1,"any":[[]]}',
];
