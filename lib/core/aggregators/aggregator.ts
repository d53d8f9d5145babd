import type { EventTime } from '../time.ts';
import type { Value } from '../value.ts';

/** What JSON can say; the form of every stored state. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * A commutative monoid with a way in and a way out.
 *
 * Accumulators are mutable objects owned by the caller of {@link create}; `add` and `combine` change
 * their first argument only.
 *
 * Contract:
 * 1. Whatever the order and grouping of `add` and `combine`, equal multisets of values give
 *    accumulators with equal `present` and equal `encode` (law L2).
 * 2. `decode(encode(a))` behaves as `a`; an encoding is read for ever (golden files).
 * 3. `present` changes nothing.
 * 4. `null` and `undefined` are never added: the caller skips them, as SQL does. Only an aggregate
 *    without a field is told of every event, and one that `takesNull` of a missing value, as `null`.
 * 5. A value that its field type forbids (NaN, an infinity, a fraction for `int`) changes nothing.
 *    Nothing that went through a decoder is one; it is no licence to skip checking what `map` returns.
 */
export interface Aggregator<In = unknown, Acc = unknown, Out = unknown> {
  /** Name and version of the encoding: `sum-decimal/1`. */
  readonly encoding: string;
  /** An accumulator of no values. */
  create(): Acc;
  /**
   * Takes in one value.
   *
   * The last arguments are not wrapped in an object, so that adding allocates nothing.
   *
   * @param time - Event time of the value; needed if the bound aggregate says `needsTime`.
   * @param label - What to show beside the value; `undefined` if there is nothing.
   * @param order - Grows with arrival; needed if the bound aggregate says `needsOrder`.
   */
  add(acc: Acc, value: In, time?: EventTime, label?: unknown, order?: number): void;
  /** Takes in what another accumulator holds. */
  combine(into: Acc, from: Acc): void;
  /** What a row shows. */
  present(acc: Acc): Out;
  /** How it is stored. */
  encode(acc: Acc): Json;
  /** What {@link encode} has stored, as it was. */
  decode(encoded: Json): Acc;
  /**
   * Whether a cap was passed, so that `present` says less than was asked for: a lower bound, or a
   * greater error. Rows name such aggregates. Absent: never.
   */
  isCapped?(acc: Acc): boolean;
}

/** An aggregator whose accumulators and values are nobody's business but its own. */
export type AnyAggregator = Aggregator<unknown, unknown, Value>;
