import type { Typed } from '../../core/cel/typed.ts';

/** A part of an expression in SQL, or why there is none. */
export type SqlTerm =
  | {
      readonly sql: string;
      /**
       * The greatest magnitude that it may have: of a whole number or a decimal the units, a bigint; of a double
       * a number; of all else 0.
       */
      readonly most: bigint | number;
    }
  | { readonly cannot: string };

/** Says parts. */
export type Terms = (typed: Typed) => SqlTerm;

export const term = (sql: string): SqlTerm => ({ sql, most: 0 });

export const unsaid = (why: string): SqlTerm => ({ cannot: why });

export const NO_SQL = unsaid('SQL has no such values');

/** The greater of two magnitudes of one kind. */
export const greater = (a: bigint | number, b: bigint | number): bigint | number => (a > b ? a : b);

/** Digits of the units of a decimal, as a column's type says them. */
export const digitsOf = (most: bigint): number => (most === 0n ? 1 : most.toString().length);

/** Most digits that engines have for decimals. */
export const MAX_DIGITS = 38;

/** The end of whole numbers of 64 bits. */
export const INT_END = 2n ** 63n;
