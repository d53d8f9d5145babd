import { DefinitionError } from '../errors/definition-error.ts';
import type { Event } from './event.ts';
import { type Comparable, type Condition, compares, fieldOf } from './expression.ts';
import { type Fields, type FieldType, typeName } from './field-type.ts';

/** A condition on a field of each side of a join, as data. */
export interface Match<L extends string = string, R extends string = string> {
  /** Field of the left side, or of the stream. */
  readonly left: L;
  /** How the two compare. Text is compared by its UTF-16 code units. */
  readonly op: Exclude<Condition['op'], 'in'>;
  /** Field of the right side, or of the table. */
  readonly right: R;
}

/**
 * A condition on a field of each side of a join: `matching('price', '<=', 'limit')`. Where one of the two is
 * missing it is not fulfilled.
 *
 * @param left - Field of the left side, or of the stream.
 * @param right - Field of the right side, or of the table, of the same type; `int` and `double` compare too.
 */
export const matching = <L extends string, R extends string>(
  left: L,
  op: Match['op'],
  right: R,
): Match<L, R> => ({ left, op, right });

const OPERATORS: readonly Match['op'][] = ['==', '!=', '<', '<=', '>', '>='];

/**
 * Checks that the two fields can be compared.
 *
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `CONDITION_INVALID`
 */
export function checkMatch({ left, op, right }: Match, one: Fields, other: Fields): void {
  const a = fieldOf(one, left, `where › ${left}`).type;
  const b = fieldOf(other, right, `where › ${right}`).type;
  if (OPERATORS.includes(op) && comparableAs(a) === comparableAs(b) && a.kind !== 'json') return;
  throw new DefinitionError('CONDITION_INVALID', {
    at: `where › ${left}`,
    problem: 'the two fields cannot be compared',
    given: `${typeName(a)} ${op} ${typeName(b)}`,
    expected: `two fields of one type, and one of ${OPERATORS.join(' ')}`,
    fix: 'derive a field of the other type first, or write a function',
  });
}

const comparableAs = (type: FieldType): string =>
  type.kind === 'int' || type.kind === 'double' ? 'number' : typeName(type);

/** Whether a pair of events fulfils all conditions. */
export function isMatch(all: readonly Match[], one: Event, other: Event): boolean {
  for (let i = 0; i < all.length; i++) {
    const { left, op, right } = all[i] as Match;
    const [a, b] = [one[left] as Comparable | undefined, other[right] as Comparable | undefined];
    if (!compares(a, op, b)) return false;
  }
  return true;
}
