import { type Fields, typeName } from '../../core/field-type.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { type Flow, flowsIn } from '../definition/operator.ts';

/**
 * Several flows as one.
 *
 * @throws {@link DefinitionError} `STEP_INVALID` if their fields are not the same
 */
export function unionOf(given: readonly Flow[]): Flow {
  const [first, ...others] = given.flatMap(flowsIn);
  if (first === undefined || others.length === 0) throw nothingToJoin();
  for (const other of others) checkShape(first, other);
  const fields = Object.fromEntries(
    Object.entries(first.fields).map(([name, field]) => [
      name,
      { ...field, optional: [first, ...others].some((one) => one.fields[name]?.optional) },
    ]),
  ) as Fields;
  const like = (flow: Flow): Flow => ({ ...flow, fields });
  return { ...like(first), also: others.map(like) };
}

function checkShape(first: Flow, other: Flow): void {
  const [a, b] = [shapeOf(first), shapeOf(other)];
  const missing = [...a].filter((field) => !b.has(field));
  const extra = [...b].filter((field) => !a.has(field));
  if (missing.length + extra.length === 0 && first.time === other.time) return;
  throw new DefinitionError('STEP_INVALID', {
    at: other.source.name,
    problem: 'its events have other fields',
    given: extra.join(', ') || (missing.length > 0 ? 'fewer' : `the time in ${other.time}`),
    expected: missing.join(', ') || (extra.length > 0 ? 'none of these' : `it in ${first.time}`),
    fix: 'use rename, drop, select or derive, until all have the same names and types',
  });
}

const shapeOf = ({ fields }: Flow): ReadonlySet<string> =>
  new Set(Object.entries(fields).map(([name, { type }]) => `${name} ${typeName(type)}`));

const nothingToJoin = (): DefinitionError =>
  new DefinitionError('STEP_INVALID', {
    at: 'union',
    problem: 'there is nothing to come together with',
    given: 'one stream',
    expected: 'two at least',
    fix: 'name another stream, or leave the step out',
  });
