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
 */
export interface Aggregator<In = unknown, Acc = unknown, Out = unknown> {
  /** Name and version of the encoding: `sum-decimal/1`. */
  readonly encoding: string;
  create(): Acc;
  add(acc: Acc, value: In): void;
  combine(into: Acc, from: Acc): void;
  present(acc: Acc): Out;
  encode(acc: Acc): Json;
  decode(encoded: Json): Acc;
}
