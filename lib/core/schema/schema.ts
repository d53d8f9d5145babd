import { DefinitionError } from '../../errors/definition-error.ts';
import type { Event } from '../event.ts';
import type { EventOf, Fields } from '../field-type.ts';
import { type Seen, seenAs } from '../seen-event.ts';
import { DecodeFailure, failureMessage } from './decode-failure.ts';
import { checkFieldName } from './field-name.ts';
import { readFields } from './read-fields.ts';
import type { StandardResult, StandardSchema } from './standard-schema.ts';

/**
 * What the events of a stream look like. It is itself a Standard Schema, so it can be given to
 * any library that takes one.
 */
export interface Schema<E = unknown> extends StandardSchema<unknown, E> {
  /** Declared fields in their order; none if a foreign schema came without. */
  readonly fields: Fields;
  /** The foreign schema that judges events before their declared fields are read. */
  readonly foreign?: StandardSchema | undefined;
}

/**
 * Declares the fields of an event.
 *
 * Fields that events hold beside these are ignored. A declared field is checked in every event,
 * whether or not anything uses it, so adding a view never changes which events are accepted.
 *
 * @throws {@link DefinitionError} `FIELD_INVALID`, `SCHEMA_INVALID`
 * @example
 * ```ts
 * const Sale = schema({ customer: string(), at: instant(), amount: decimal(2), note: optional(string()) });
 * ```
 */
export function schema<F extends Fields>(fields: F): Schema<EventOf<F>> {
  const declared = checkFields(fields);
  if (Object.keys(declared).length === 0) {
    throw new DefinitionError('SCHEMA_INVALID', {
      at: 'schema',
      problem: 'declares no field',
      given: '{}',
      expected: 'one field at least',
      fix: 'declare the fields that the pipeline uses',
    });
  }
  const see = seenAs(declared);
  const validate = (value: unknown): StandardResult<EventOf<F>> =>
    asStandardResult(readFields(declared, value), see);
  return { fields: declared, '~standard': { version: 1, vendor: 'millrace', validate } };
}

/**
 * A frozen copy of the declaration.
 *
 * @throws {@link DefinitionError} `FIELD_INVALID` for a name or a value that is no field
 */
export function checkFields(fields: Fields): Fields {
  const prototype = Object.getPrototypeOf(fields);
  if (prototype !== null && prototype !== Object.prototype) checkFieldName('__proto__');
  for (const [name, field] of Object.entries(fields)) {
    checkFieldName(name);
    if (typeof field?.type?.kind === 'string') continue;
    throw new DefinitionError('FIELD_INVALID', {
      at: `schema › ${name}`,
      problem: 'is not a field',
      given: typeof field === 'function' ? 'a function' : typeof field,
      expected: 'a field such as string() or decimal(2)',
      fix: 'call the function that makes the field, string() instead of string',
    });
  }
  return Object.freeze({ ...fields });
}

function asStandardResult<E>(result: object, see: Seen | undefined): StandardResult<E> {
  if (!(result instanceof DecodeFailure)) {
    return { value: (see === undefined ? result : see(result as Event)) as E };
  }
  const path = result.field === undefined ? {} : { path: [result.field] };
  return { issues: [{ message: failureMessage(result), ...path }] };
}
