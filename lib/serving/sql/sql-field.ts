import type { FieldType } from '../../core/field-type.ts';

/** A field in a query: the expression that gives its value, and what that value is. */
export interface SqlField {
  /** Name of the column in the query; short, so that no author's name meets another. */
  readonly column: string;
  readonly type: FieldType;
  /** Whether events may lack it, so that NULL is a value of it; absent: it is not known. */
  readonly optional?: boolean;
}

/** Why SQL cannot say something. */
export interface Reason {
  /** Where, in the author's words. */
  readonly at: string;
  readonly why: string;
}

/** An expression, or why there is none. */
export type Said = { readonly sql: string } | { readonly cannot: string };

export const said = (sql: string): Said => ({ sql });
export const cannot = (why: string): Said => ({ cannot: why });
