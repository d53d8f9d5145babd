/** A part of an expression's text. Units: UTF-16 units from its beginning; half-open. */
export interface Span {
  /** First unit. */
  readonly start: number;
  /** The unit after the last. */
  readonly end: number;
}

/** A value that is written out; a double keeps its digits, since beside a decimal it is one. */
export type Literal =
  | { readonly type: 'null' }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int' | 'uint'; readonly value: bigint }
  | { readonly type: 'double'; readonly digits: string }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array };

/** Operators between two expressions, as CEL writes them. */
export type BinaryOperator =
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

/** An element of a list that is left out where its optional value is none. */
export interface Item {
  /** The element, or an optional of it. */
  readonly value: Expr;
  /** Whether it was written with `?`. */
  readonly optional: boolean;
}

/** An entry of a map. */
export interface Entry extends Item {
  /** Its key. */
  readonly key: Expr;
}

/**
 * An expression as it was written: macros are calls, nothing is known of types.
 *
 * Plain data: two texts that differ only in blanks, comments, needless parentheses and the way a literal
 * is written give trees that {@link Span}s apart are equal.
 */
export type Expr =
  | { readonly kind: 'literal'; readonly literal: Literal; readonly span: Span }
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | {
      readonly kind: 'select';
      readonly of: Expr;
      readonly field: string;
      readonly optional: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'index';
      readonly of: Expr;
      readonly index: Expr;
      readonly optional: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly target: Expr | null;
      readonly args: readonly Expr[];
      readonly span: Span;
    }
  | { readonly kind: 'unary'; readonly op: '!' | '-'; readonly of: Expr; readonly span: Span }
  | {
      readonly kind: 'binary';
      readonly op: BinaryOperator;
      readonly left: Expr;
      readonly right: Expr;
      readonly span: Span;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expr;
      readonly yes: Expr;
      readonly no: Expr;
      readonly span: Span;
    }
  | { readonly kind: 'list'; readonly items: readonly Item[]; readonly span: Span }
  | { readonly kind: 'map'; readonly entries: readonly Entry[]; readonly span: Span };

/** How closely operators bind; the greater, the closer. All of two sides group to the left. */
export const BINDING: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  in: 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
};

/** Words that name nothing: they are literals, operators, or kept for CEL. */
export const RESERVED: ReadonlySet<string> = new Set(
  `as break const continue else false for function if import in let loop namespace null package return true
   var void while`.split(/\s+/),
);
