import type { Fields, FieldType } from '../field-type.ts';
import { checkExpression } from './check.ts';
import { typeError } from './checking.ts';
import {
  compileTyped,
  compileCondition as compileTypedCondition,
  type Evaluate,
} from './compile.ts';
import { costOf, partsOf } from './cost.ts';
import { expressionError, placeIn } from './faults.ts';
import { formatExpression } from './format.ts';
import { MAX_EXPRESSION_COST } from './limits.ts';
import { parseExpression } from './parse.ts';
import type { Expr } from './tree.ts';
import type { Typed } from './typed.ts';
import * as types from './types.ts';
import type { Failure } from './values.ts';

/** An expression over the fields of a schema: text that was read, checked and bounded. */
export interface Expression {
  /** The one text of its tree; part of the definition's fingerprint. */
  readonly text: string;
  /** What it gives. */
  readonly type: types.CelType;
  /** The most steps that it takes for one event. */
  readonly cost: number;
  /** Fields that it reads, in the order of the text, each once. */
  readonly fields: readonly string[];
  /** Its parts with their types; for SQL. */
  readonly typed: Typed;
  /** What it gives for an event. Never throws. */
  readonly evaluate: Evaluate;
  /** Why it has no value, with the place in its text, for people. */
  readonly because: (failure: Failure) => string;
}

/** A condition: an {@link Expression} that gives true or false. */
export interface ConditionExpression extends Expression {
  /** Whether an event fulfils it, or why that cannot be said. Never throws. */
  readonly holds: (event: Readonly<Record<string, unknown>>) => boolean | Failure;
}

/**
 * An expression over the fields of a schema.
 *
 * @param source - Text of CEL, or a tree that a builder made.
 * @param fields - Those of the events, as they are where the expression stands.
 * @throws DefinitionError `EXPRESSION_SYNTAX`, `EXPRESSION_TYPE`, `EXPRESSION_TOO_COSTLY`, `FIELD_UNKNOWN`
 */
export const compileExpression = (source: string | Expr, fields: Fields): Expression =>
  compiled(source, variablesOf(fields)).expression;

/**
 * A condition over the fields of a schema.
 *
 * @throws DefinitionError as {@link compileExpression}, and `EXPRESSION_TYPE` for what gives neither true nor false
 */
export const compileConditionOn = (source: string | Expr, fields: Fields): ConditionExpression =>
  compileCondition(source, variablesOf(fields));

/** As {@link compileConditionOn}, over names of any type, events among them. */
export function compileCondition(
  source: string | Expr,
  variables: Readonly<Record<string, types.Variable>>,
): ConditionExpression {
  const { expression, slots, text } = compiled(source, variables);
  const { typed } = expression;
  const { kind } = typed.type;
  if (kind !== 'bool' && kind !== 'dyn') {
    throw typeError({ text }, typed.span, {
      problem: 'a condition is true or false',
      given: types.typeText(typed.type),
      expected: 'bool',
      fix: 'compare it with something',
    });
  }
  return { ...expression, holds: compileTypedCondition(typed, slots) };
}

interface Compiled {
  readonly expression: Expression;
  readonly slots: number;
  readonly text: string;
}

/** As {@link compileExpression}, over names of any type. */
export function compiled(
  source: string | Expr,
  variables: Readonly<Record<string, types.Variable>>,
): Compiled {
  // A tree is written and read again, so that its places are those of its text.
  const text = typeof source === 'string' ? source : formatExpression(source);
  const tree = parseExpression(text);
  const { typed, slots } = checkExpression(tree, text, variables);
  const cost = costOf(typed);
  if (cost > MAX_EXPRESSION_COST) {
    throw expressionError(
      'EXPRESSION_TOO_COSTLY',
      { text, span: typed.span },
      {
        problem: 'the expression may take too many steps for one event',
        given: `${cost}`,
        expected: `${MAX_EXPRESSION_COST} at most`,
        fix: 'nest fewer macros, or make it of several steps',
      },
    );
  }
  const expression = {
    text: formatExpression(tree),
    type: typed.type,
    cost,
    fields: [...new Set(fieldsOf(typed))],
    typed,
    evaluate: compileTyped(typed, slots),
    because: ({ reason, start }: Failure) =>
      `${reason}, at ${placeIn(text, { start: start ?? 0, end: (start ?? 0) + 1 })}`,
  };
  return { expression, slots, text };
}

function fieldsOf(part: Typed): readonly string[] {
  const isField = part.node === 'field' || part.node === 'fieldOrNone' || part.node === 'isPresent';
  return isField ? [part.name] : partsOf(part).flatMap(fieldsOf);
}

/** Fields of a schema as an expression sees them. */
export const variablesOf = (fields: Fields): Readonly<Record<string, types.Variable>> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { type, optional }]) => [
      name,
      { type: typeOfField(type), mayLack: optional },
    ]),
  );

/** An event with these fields, as an expression names it beside others. */
export const eventWith = (fields: Fields): types.Variable => ({
  type: { kind: 'record', fields: variablesOf(fields) },
  mayLack: false,
});

/** The type of a field's values: a whole number of any length is a decimal without digits after the point. */
function typeOfField(type: FieldType): types.CelType {
  switch (type.kind) {
    case 'boolean':
      return types.BOOL;
    case 'instant':
      return types.TIMESTAMP;
    case 'bigint':
      return { kind: 'decimal', scale: 0 };
    case 'json':
      return types.DYN;
    default:
      return type as types.CelType;
  }
}
