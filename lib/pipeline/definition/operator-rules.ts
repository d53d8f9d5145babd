import type { ConditionExpression } from '../../core/cel/expression.ts';
import type { Event } from '../../core/event.ts';
import type { Match } from '../../core/pair-condition.ts';
import type { DurationMs } from '../../core/time.ts';

/** When the rows of a window are given, and what they hold. */
export interface EmissionRule {
  /** How long after its end a window takes events. Units: milliseconds. */
  readonly allowedLateness: DurationMs;
  readonly emit: 'onTimeAndLate' | 'final';
  readonly accumulation: 'accumulating' | 'discarding';
}

/** A condition on both sides of a join: data, an expression over both events, or a function of the author. */
export type PairCondition =
  | { readonly all: readonly Match[] }
  | { readonly expression: ConditionExpression; readonly sides: readonly [string, string] }
  | { readonly accept: (left: Event, right: Event) => boolean };
