import { type Fields, typeName } from '../../core/field-type.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { Flow, KeyedFlow } from '../definition/operator.ts';
import { needsField } from './source-stream.ts';

/** Types of fields that events can be grouped by. */
const KINDS = ['string', 'int', 'bigint', 'boolean', 'decimal', 'instant', 'double', 'json'];

/**
 * A flow under a key; events that lack a field of it share one, in which it is null.
 *
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `STREAM_OPTION_INVALID`
 */
export function keyedBy(flow: Flow, groupBy: readonly string[]): KeyedFlow {
  for (const key of groupBy) {
    const role = { role: 'key', kinds: KINDS, mayBeMissing: true };
    needsField(flow.fields, key, role);
  }
  return { flow, groupBy };
}

/**
 * Refuses a key that events may lack: nothing equals what is missing.
 *
 * @throws {@link DefinitionError} `KEY_MAY_BE_MISSING`
 */
export function needsWholeKey({ flow, groupBy }: KeyedFlow): KeyedFlow {
  for (const key of groupBy) needsField(flow.fields, key, { role: 'key', kinds: KINDS });
  return { flow, groupBy };
}

/** The fields that make the key, with their types. */
export const keyFields = ({ flow, groupBy }: KeyedFlow): Fields =>
  Object.fromEntries(
    groupBy.flatMap((name) => {
      const field = flow.fields[name];
      return field === undefined ? [] : [[name, field] as const];
    }),
  );

const typesOf = (keyed: KeyedFlow): readonly string[] =>
  Object.values(keyFields(keyed)).map(({ type }) => typeName(type));

/**
 * Checks that equal keys of two sides have equal texts.
 *
 * @throws {@link DefinitionError} `JOIN_INVALID`, `KEY_MAY_BE_MISSING`
 */
export function sameKeys(left: KeyedFlow, right: KeyedFlow): void {
  for (const side of [left, right]) needsWholeKey(side);
  const [a, b] = [typesOf(left), typesOf(right)];
  if (a.length === b.length && a.every((type, i) => type === b[i])) return;
  throw new DefinitionError('JOIN_INVALID', {
    at: 'keys',
    problem: 'the keys of the two sides cannot be equal',
    given: `${describe(left, a)} and ${describe(right, b)}`,
    expected: 'as many fields of the same types, in the same order',
    fix: 'group both sides by the fields that must be equal',
  });
}

const describe = ({ groupBy }: KeyedFlow, types: readonly string[]): string =>
  groupBy.length === 0 ? 'all' : groupBy.map((name, i) => `${name} (${types[i]})`).join(', ');
