import { type Field, type Fields, MAX_DECIMAL_SCALE, typeName } from '../field-type.ts';
import { isHeldDouble } from '../schema/exact-number.ts';
import { readFound, Unreadable } from '../schema/read-value.ts';
import { typeError } from './checking.ts';
import { compiled, type Expression, variablesOf } from './expression.ts';
import { isJson, toJson } from './to-json.ts';
import type { Expr } from './tree.ts';
import { type CelType, typeText } from './types.ts';
import { type CelDecimal, Failure, Optional, type Timestamp, Uint, type Value } from './values.ts';

/** An {@link Expression} whose value a field can hold. */
export interface ValueExpression extends Expression {
  /** The field: its type, and whether the expression may give none. */
  readonly field: Field;
  /** What the field of an event holds, or why there is nothing to hold. Never throws. */
  readonly valueFor: (event: Readonly<Record<string, unknown>>) => unknown;
}

/**
 * A computed field over the fields of a schema.
 *
 * @param wanted - What the field is to be; without it, what the expression gives.
 * @throws DefinitionError as `compileExpression`, and `EXPRESSION_TYPE` for what no field holds, or not this one
 */
export function compileValueOn(
  source: string | Expr,
  fields: Fields,
  wanted?: Field,
): ValueExpression {
  const { expression, text } = compiled(source, variablesOf(fields));
  const { type, typed, evaluate } = expression;
  const given = fieldOf(type);
  if (given === undefined) {
    throw typeError({ text }, typed.span, {
      problem: 'no field holds such a value',
      given: typeText(type),
      expected: `string, int, double, bool, decimal of at most ${MAX_DECIMAL_SCALE} digits after the point, timestamp or json`,
      fix: type.kind === 'decimal' ? 'write decimal(…, 2) around it' : 'write string(…) around it',
    });
  }
  if (wanted !== undefined && !isHeldBy(given, wanted)) {
    throw typeError({ text }, typed.span, {
      problem: 'the expression gives something else than the field holds',
      given: shown(given),
      expected: shown(wanted),
      fix: 'convert it, or leave the field to the expression',
    });
  }
  const field = wanted ?? given;
  const hold = guarded(holding(given, field));
  const valueFor = (event: Readonly<Record<string, unknown>>): unknown => {
    const value = evaluate(event);
    if (value instanceof Failure) return value;
    if (!(value instanceof Optional)) return hold(value);
    return value.value === undefined ? undefined : hold(value.value);
  };
  return { ...expression, field, valueFor };
}

/** What has no value if JSON is nested more deeply than the stack is, which no event that was decoded is. */
const guarded =
  (hold: (value: Value) => unknown) =>
  (value: Value): unknown => {
    try {
      return hold(value);
    } catch (error) {
      if (error instanceof RangeError) return new Failure('a value is nested too deeply');
      throw error;
    }
  };

/** The field that holds values of a type; `undefined` if none does. */
function fieldOf(type: CelType): Field | undefined {
  switch (type.kind) {
    case 'bool':
      return { type: { kind: 'boolean' }, optional: false };
    case 'uint':
      return { type: { kind: 'int' }, optional: false };
    case 'string':
    case 'int':
    case 'double':
      return { type: { kind: type.kind }, optional: false };
    case 'timestamp':
      return { type: { kind: 'instant' }, optional: false };
    case 'decimal': {
      const { scale } = type;
      if (scale === null || scale > MAX_DECIMAL_SCALE) return undefined;
      // Whole, of up to 38 digits: what a field of `bigint` is within expressions, too.
      if (scale === 0) return { type: { kind: 'bigint' }, optional: false };
      return { type: { kind: 'decimal', scale }, optional: false };
    }
    case 'optional': {
      const inner = type.of.kind === 'optional' ? undefined : fieldOf(type.of);
      return inner === undefined ? undefined : { ...inner, optional: true };
    }
    case 'dyn':
    case 'list':
    case 'map':
      return isJson(type) ? { type: { kind: 'json' }, optional: false } : undefined;
    default:
      return undefined;
  }
}

/** Whether a field holds what an expression gives: the same, or what is found in JSON. */
const isHeldBy = (given: Field, wanted: Field): boolean =>
  (given.type.kind === 'json' || typeName(given.type) === typeName(wanted.type)) &&
  (wanted.optional || !given.optional);

const shown = ({ type, optional }: Field): string =>
  `${optional ? 'optional ' : ''}${typeName(type)}`;

/** How a value becomes what an event holds; `undefined` for none. */
function holding({ type }: Field, wanted: Field): (value: Value) => unknown {
  switch (type.kind) {
    case 'int':
      return (value) => {
        const whole = value instanceof Uint ? value.value : (value as bigint);
        return safeNumber(whole, 'the whole number is beyond 53 bits');
      };
    case 'decimal':
      return (value) =>
        safeNumber((value as CelDecimal).units, 'the decimal is beyond 2⁵³−1 units');
    case 'bigint':
      return (value) => (value as CelDecimal).units;
    case 'instant':
      return (value) => (value as Timestamp).ms;
    case 'double':
      return (value) =>
        isHeldDouble(value as number) ? value : new Failure(`no field holds ${value}`);
    case 'json':
      return (value) => readAs(toJson(value), wanted);
    default:
      return (value) => value;
  }
}

function safeNumber(whole: bigint, otherwise: string): number | Failure {
  const near = Number(whole);
  return Number.isSafeInteger(near) ? near : new Failure(otherwise);
}

/** What was found in JSON, as a declared field would be read. */
function readAs(json: unknown, { type, optional }: Field): unknown {
  if (json instanceof Failure) return json;
  if (json === null && (optional || type.kind !== 'json')) {
    return optional ? undefined : new Failure(`null is no ${typeName(type)}`);
  }
  const read = readFound(type, json);
  if (!(read instanceof Unreadable)) return read;
  return new Failure(`the value is no ${typeName(type)} [${read.reason}]`);
}
