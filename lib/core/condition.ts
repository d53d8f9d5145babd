import { DefinitionError } from '../errors/definition-error.ts';
import type { Comparable, Condition } from './expression.ts';
import { type FieldType, typeName } from './field-type.ts';
import { parseInstant } from './instant.ts';
import { readUnits } from './schema/exact-number.ts';

const OPERATORS: readonly Condition['op'][] = ['==', '!=', '<', '<=', '>', '>=', 'in'];

/**
 * The condition as events fulfil it: its values as the field holds them.
 *
 * Authors write a decimal in whole ones and an instant as ISO-8601 text or in milliseconds; events hold
 * units of 10⁻ˢᶜᵃˡᵉ and milliseconds. A decimal between two units stays between them.
 *
 * @throws {@link DefinitionError} `CONDITION_INVALID` for a value that the field can never have, and for an
 *   operator that there is not
 */
export function conditionOn(condition: Condition, type: FieldType, at: string): Condition {
  const { op, value } = condition;
  if (!OPERATORS.includes(op)) {
    throw invalid(at, 'there is no such operator', {
      given: JSON.stringify(op) ?? 'nothing',
      expected: `one of ${OPERATORS.join(' ')}`,
      fix: 'write one of these',
    });
  }
  const isList = Array.isArray(value);
  if (isList !== (op === 'in')) {
    throw invalid(at, isList ? `${op} compares with one value` : '"in" compares with a list', {
      given: JSON.stringify(value),
      expected: isList ? 'one value' : 'a list of values',
      fix: isList ? "write 'in', or one value" : "write '==', or a list",
    });
  }
  const values = (isList ? value : [value]) as readonly Comparable[];
  const held = values.map((one) => heldValue(one, type, at));
  return { ...condition, value: (isList ? held : held[0]) as Condition['value'] };
}

function heldValue(value: Comparable, type: FieldType, at: string): unknown {
  const held = asHeld(value, type);
  if (held !== undefined) return held;
  throw invalid(at, 'the field never has such a value', {
    given: JSON.stringify(value),
    expected: `a value of type ${typeName(type)}`,
    fix: 'compare with a value of the declared type',
  });
}

function asHeld(value: Comparable, type: FieldType): unknown {
  switch (type.kind) {
    case 'string':
    case 'boolean':
      return typeof value === type.kind ? value : undefined;
    case 'instant':
      return typeof value === 'string' ? parseInstant(value) : finite(value);
    case 'bigint':
      return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
    case 'decimal':
      return finite(value) === undefined ? undefined : units(value as number, type.scale);
    case 'json':
      return undefined;
    default:
      return finite(value);
  }
}

const finite = (value: Comparable): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** A number in units of 10⁻ˢᶜᵃˡᵉ; one between two units, or beyond all of them, is no whole one. */
export function units(value: number, scale: number): number {
  const exact = readUnits(String(value), scale);
  return typeof exact === 'number' ? exact : value * 10 ** scale;
}

const invalid = (
  at: string,
  problem: string,
  say: { readonly given: string; readonly expected: string; readonly fix: string },
): DefinitionError => new DefinitionError('CONDITION_INVALID', { at, problem, ...say });
