import type { DecimalValue } from '../value.ts';

/** What a sum shows: a number if it is safe, a bigint or a decimal where it must be exact. */
export type SumValue = number | bigint | DecimalValue | null;

/** What a value of a field is shown as. */
export type ShownValue = string | boolean | number | bigint | DecimalValue | null;

/** A row of `topRows`. */
export interface RankedRow {
  /** From 1. */
  readonly rank: number;
  /** The fields of the event. */
  readonly [field: string]: ShownValue;
}

/** A value of `topK` beside its label. */
export interface Labelled {
  /** One of the largest values. */
  readonly value: ShownValue;
  /** The label's field in the same event. */
  readonly label: ShownValue;
}
