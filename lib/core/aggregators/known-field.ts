import { DefinitionError } from '../../errors/definition-error.ts';
import { type Field, type Fields, type FieldType, typeName } from '../field-type.ts';
import { nearestNames } from '../nearest-names.ts';

/** Kinds of fields that can be added up. */
export const NUMERIC = ['int', 'decimal', 'double', 'bigint'] as const;

/** Kinds of fields whose values can be compared. */
export const COMPARABLE = [...NUMERIC, 'instant', 'string', 'boolean'] as const;

/** Kinds of fields whose values can be told apart, and kept. */
export const ANY = [...COMPARABLE, 'json'] as const;

/**
 * The field of that name.
 *
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, with the names that may have been meant.
 */
export function knownField(fields: Fields, name: string, at: string): Field {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field !== undefined) return field;
  const names = Object.keys(fields);
  const near = nearestNames(String(name), names).map((candidate) => `"${candidate}"`);
  throw new DefinitionError('FIELD_UNKNOWN', {
    at,
    problem: 'there is no such field',
    given: `"${name}"`,
    expected:
      names.length === 0 ? 'a field, but the schema has none' : `one of ${names.join(', ')}`,
    fix:
      near.length === 0
        ? 'correct the name, or declare the field in the schema'
        : `did you mean ${near.join(' or ')}?`,
  });
}

/**
 * The type of the field of that name, which an aggregate can take.
 *
 * @param use - What for, in the author's words: `sum`.
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `AGGREGATE_TYPE_MISMATCH`
 */
export function typeFor(
  fields: Fields,
  name: string,
  { at, use, kinds }: { at: string; use: string; kinds: readonly FieldType['kind'][] },
): FieldType {
  const { type } = knownField(fields, name, at);
  if (kinds.includes(type.kind)) return type;
  throw new DefinitionError('AGGREGATE_TYPE_MISMATCH', {
    at,
    problem: `${use} cannot take the field "${name}"`,
    given: typeName(type),
    expected: kinds.join(', ').replace(/, (\w+)$/, ' or $1'),
    fix: FIXES[type.kind] ?? 'name another field, or derive one with map',
  });
}

const FIXES: Partial<Record<FieldType['kind'], string>> = {
  json: 'declare what you need of it as a field of its own',
  string: 'if it holds numbers, declare it as int, decimal(scale) or double',
  instant: 'for how many there were use count, for the ends min and max',
};
