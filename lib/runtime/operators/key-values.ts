import type { Event } from '../../core/event.ts';
import type { FieldType } from '../../core/field-type.ts';
import { ALL_KEY, checkKey, keyOf, parseKey, textKey } from '../../core/key.ts';
import type { DecodeFailure } from '../../core/schema/decode-failure.ts';
import { InvariantError } from '../../errors/invariant-error.ts';
import type { KeyedFlow } from '../../pipeline/definition/operator.ts';
import type { SourceStream } from '../../pipeline/definition/source.ts';

/** Reads keys of events, and fields of keys. */
export interface KeyReader {
  /** Text of an event's key, or why it has none. */
  keyOf(event: Event): string | DecodeFailure;
  /** The fields that a text was made of. */
  fieldsOf(key: string): Event;
}

/** The keys of a flow. */
export function keyReader({ flow, groupBy }: KeyedFlow): KeyReader {
  const fields = groupBy.flatMap((name) => flow.fields[name] ?? []);
  const types = fields.map(({ type }) => type);
  const nullable = fields.map(({ optional }) => optional);
  return {
    keyOf: keyTextReader(groupBy, types, nullable),
    fieldsOf: (key) => fieldsOf(key, groupBy, types),
  };
}

/** Reads the text of the partition key that an event of a stream belongs under. */
export function partitionKeyReader({ key, schema }: SourceStream): KeyReader['keyOf'] {
  const { type } = schema.fields[key] ?? {};
  return keyTextReader([key], type === undefined ? [] : [type]);
}

/** Reads the text of events' keys; with nothing to compute for a key that is one text. */
export function keyTextReader(
  groupBy: readonly string[],
  types: readonly FieldType[],
  nullable: readonly boolean[] = [],
): KeyReader['keyOf'] {
  const [only] = groupBy;
  if (only === undefined) return () => ALL_KEY;
  if (groupBy.length > 1) {
    return (event) =>
      keyOf(
        groupBy.map((name) => event[name]),
        types,
        nullable,
      );
  }
  const isText = types[0]?.kind === 'string';
  return (event) => {
    const value = event[only];
    return isText && typeof value === 'string'
      ? checkKey(textKey(value))
      : keyOf([value], types, nullable);
  };
}

function fieldsOf(key: string, groupBy: readonly string[], types: readonly FieldType[]): Event {
  if (groupBy.length === 0) return {};
  const values = parseKey(key, types);
  if (values === undefined) throw new InvariantError('L2', `the key ${key} cannot be read again`);
  return Object.fromEntries(groupBy.map((name, i) => [name, values[i] ?? undefined]));
}
