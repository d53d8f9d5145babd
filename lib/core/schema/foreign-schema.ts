import { DefinitionError } from '../../errors/definition-error.ts';
import type { EventOf, Fields } from '../field-type.ts';
import { DecodeFailure, show } from './decode-failure.ts';
import { checkFields, type Schema } from './schema.ts';
import {
  issuePath,
  type OutputOf,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
} from './standard-schema.ts';

/** The type of an event that a foreign schema let through and whose named fields were then read. */
export type ForeignEvent<S extends StandardSchema, F extends Fields> = [keyof F] extends [never]
  ? OutputOf<S>
  : Omit<OutputOf<S>, keyof F> & EventOf<F>;

/**
 * Takes the schema of any library that implements Standard Schema: zod, valibot, arktype and more.
 *
 * An event is parsed by `JSON.parse` and judged by that schema; its output is the event. Numbers
 * have passed through a double by then, so prefer `schema()` for money and for speed.
 *
 * @param fields - Named fields of the output that aggregates, keys and times refer to. Each is read
 *   from the output as from JSON, and replaced by what its type holds: a `Date` or ISO text under
 *   `instant()` becomes milliseconds.
 * @throws {@link DefinitionError} `SCHEMA_INVALID` for something else than a schema, or one that
 *   answers with a promise; `FIELD_INVALID`
 */
export function schemaOf<S extends StandardSchema, F extends Fields = Record<never, never>>(
  standard: S,
  fields?: F,
): Schema<ForeignEvent<S, F>> {
  const props = standard?.['~standard'];
  if (props?.version !== 1 || typeof props.validate !== 'function') {
    throw invalid('is not a schema', show(standard), 'pass the schema object of the library');
  }
  if (isPromise(attempt(standard, {}))) {
    throw invalid(
      'answers with a promise',
      `a schema of ${props.vendor}`,
      'remove its async checks',
    );
  }
  return {
    fields: checkFields(fields ?? {}),
    foreign: standard,
    '~standard': props as Schema<ForeignEvent<S, F>>['~standard'],
  };
}

const invalid = (problem: string, given: string, fix: string): DefinitionError =>
  new DefinitionError('SCHEMA_INVALID', {
    at: 'schemaOf',
    problem,
    given,
    expected: 'a synchronous Standard Schema, version 1',
    fix,
  });

/** Output of a foreign schema, or why it refused. Never throws, whatever its own checks do. */
export function validateForeign(standard: StandardSchema, value: unknown): unknown {
  const result = attempt(standard, value);
  if (isPromise(result)) {
    return new DecodeFailure({
      reason: 'SCHEMA_ASYNC',
      got: `a promise from ${standard['~standard'].vendor}`,
      expected: 'an answer at once',
    });
  }
  if (result.issues === undefined) return result.value;
  const [issue] = result.issues;
  return new DecodeFailure({
    reason: 'SCHEMA_REFUSED',
    field: (issue && shown(issuePath(issue))) || undefined,
    got: show(at(value, issue)),
    expected: issue === undefined ? 'what the schema accepts' : shown(issue.message),
  });
}

/** Without quotes; an event may have named the field that an issue is about. */
const shown = (text: string): string => show(text).slice(1, -1);

type Answer = StandardResult<unknown> | Promise<unknown>;

/** Not `instanceof`: libraries and other realms bring promises of their own. */
const isPromise = (answer: Answer): answer is Promise<unknown> => 'then' in answer;

function attempt(standard: StandardSchema, value: unknown): Answer {
  try {
    const answer: Answer = standard['~standard'].validate(value);
    if (isPromise(answer)) answer.then(undefined, () => undefined);
    return answer;
  } catch (error) {
    return { issues: [{ message: `a check of the schema threw ${String(error)}` }] };
  }
}

/** The value that an issue is about. */
function at(value: unknown, issue: StandardIssue | undefined): unknown {
  let found = value;
  for (const part of issue?.path ?? []) {
    const key = typeof part === 'object' ? part.key : part;
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return found;
}
