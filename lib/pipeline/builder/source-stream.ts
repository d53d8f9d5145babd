import { fieldOf } from '../../core/expression.ts';
import { type Fields, typeName } from '../../core/field-type.ts';
import type { Schema } from '../../core/schema/schema.ts';
import { type DurationInput, duration } from '../../core/time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { stableName } from '../definition/names.ts';
import type { SourceStream } from '../definition/source.ts';

/** What a stream does unless it says otherwise. */
export const STREAM_DEFAULTS = {
  maxOutOfOrderness: '10s',
  maxClockSkew: '0ms',
  idleAfter: '1m',
  dedupeWithin: '1h',
} as const;

interface Options {
  readonly key: string;
  readonly time: string;
  readonly id?: string;
  readonly watermarks?: SourceStream['watermarks'];
  readonly maxOutOfOrderness?: DurationInput;
  readonly maxClockSkew?: DurationInput;
  readonly idleAfter?: DurationInput;
  readonly dedupeWithin?: DurationInput;
}

const KEY_KINDS = ['string', 'int', 'bigint', 'boolean', 'decimal', 'instant'];

/**
 * Checks a stream's options against its schema.
 *
 * @throws {@link DefinitionError}
 */
export function sourceStream(name: string, schema: Schema, options: Options): SourceStream {
  stableName(name, 'name');
  const fields = schema.fields as Fields;
  needs(fields, options.time, { role: 'time', kinds: ['instant'] });
  needs(fields, options.key, { role: 'key', kinds: KEY_KINDS });
  if (options.id !== undefined) needs(fields, options.id, { role: 'id', kinds: ['string', 'int'] });
  const remember = options.dedupeWithin ?? STREAM_DEFAULTS.dedupeWithin;
  return {
    name,
    schema,
    key: options.key,
    time: options.time,
    id: options.id,
    watermarks: options.watermarks ?? 'fromEvents',
    maxOutOfOrderness: duration(
      options.maxOutOfOrderness ?? STREAM_DEFAULTS.maxOutOfOrderness,
      'maxOutOfOrderness',
    ),
    maxClockSkew: duration(options.maxClockSkew ?? STREAM_DEFAULTS.maxClockSkew, 'maxClockSkew'),
    idleAfter: duration(options.idleAfter ?? STREAM_DEFAULTS.idleAfter, 'idleAfter'),
    dedupeWithin: options.id === undefined ? 0 : duration(remember, 'dedupeWithin'),
  };
}

interface Need {
  readonly role: string;
  readonly kinds: readonly string[];
  readonly mayBeMissing?: boolean;
}

function needs(fields: Fields, name: string, { role, kinds, mayBeMissing }: Need): void {
  const field = fieldOf(fields, name, role);
  if (field.optional && mayBeMissing !== true) {
    throw new DefinitionError('KEY_MAY_BE_MISSING', {
      at: `${role} › ${name}`,
      problem: `an event could come without its ${role}`,
      given: `an optional ${typeName(field.type)}`,
      expected: 'a field that every event has',
      fix: 'declare the field without optional(…), or choose another',
    });
  }
  if (kinds.includes(field.type.kind)) return;
  throw new DefinitionError('STREAM_OPTION_INVALID', {
    at: `${role} › ${name}`,
    problem: `the field cannot be the ${role}`,
    given: typeName(field.type),
    expected: kinds.join(' or '),
    fix: `choose a field of that type, or declare "${name}" as one`,
  });
}

export { needs as needsField };
