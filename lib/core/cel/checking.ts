import { type ExpressionFault, expressionError } from './faults.ts';
import type { Expr, Span } from './tree.ts';
import type { Node, Typed } from './typed.ts';
import { type CelType, typeText, type Variable } from './types.ts';

/** What the parts of the check share. */
export interface Checking {
  /** The whole expression. */
  readonly text: string;
  /** The part with its types. */
  readonly check: (expr: Expr) => Typed;
  /** The same where an optional field may stand by itself, as an optional value. */
  readonly checkTarget: (expr: Expr) => Typed;
  /** Whether a name means a field, or what a macro named. */
  readonly isVariable: (name: string) => boolean;
  /** What a name stands for, whoever gave it. */
  readonly typeOf: (name: string) => CelType | undefined;
  /** Whether a condition beside makes sure of a member: `has(left.price)`. */
  readonly isPresent: (member: string) => boolean;
  /** What a name means among the fields. */
  readonly field: (name: string) => Variable | undefined;
  /** Checks with names that a macro gives, each in a slot of its own. */
  readonly withLocals: <T>(
    locals: readonly { readonly name: string; readonly type: CelType }[],
    check: (slots: readonly number[]) => T,
  ) => T;
}

/** A typed part. */
export const typed = (node: Node, type: CelType, span: Span): Typed => ({ ...node, type, span });

/** An error of types at a place. */
export const typeError = (
  { text }: { readonly text: string },
  span: Span,
  fault: ExpressionFault,
): Error => expressionError('EXPRESSION_TYPE', { text, span }, fault);

/** The part, if it has the kind of type that is wanted, or may turn out to have it. */
export function needs(
  checking: { readonly text: string },
  part: Typed,
  kind: CelType['kind'],
): Typed {
  if (part.type.kind === kind || part.type.kind === 'dyn') return part;
  throw typeError(checking, part.span, {
    problem: 'this is of another type',
    given: typeText(part.type),
    expected: kind,
    fix: HINTS[kind] ?? `write an expression that gives ${kind}`,
  });
}

const HINTS: Readonly<Record<string, string>> = {
  bool: 'compare it with something',
  string: 'write string(…) around it',
  int: 'write int(…) around it',
};
