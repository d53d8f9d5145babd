import { DefinitionError } from '../../errors/definition-error.ts';

/** Longest name of a field in bytes: DynamoDB's limit for names that an index may use. */
export const MAX_FIELD_NAME_BYTES = 255;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Checks that a name can be a property, a DynamoDB attribute and an SQL column alike.
 *
 * @throws {@link DefinitionError} `FIELD_INVALID`
 */
export function checkFieldName(name: string, at = 'schema'): void {
  const problem = problemOf(name);
  if (problem === undefined) return;
  throw new DefinitionError('FIELD_INVALID', {
    at,
    problem,
    given: name.length > 60 ? `"${name.slice(0, 60)}…"` : JSON.stringify(name),
    expected: `a letter or _, then letters, digits and _, ${MAX_FIELD_NAME_BYTES} at most`,
    fix: 'give it another name; what events call so can be read with schemaOf() and a schema that renames it',
  });
}

function problemOf(name: string): string | undefined {
  if (name === '') return 'a field has no name';
  if (name in Object.prototype) return 'the name of a field means something else to JavaScript';
  if (name.length > MAX_FIELD_NAME_BYTES) return 'the name of a field is too long';
  return NAME.test(name) ? undefined : 'the name of a field cannot be an attribute and a column';
}
