import { type Condition, fulfils } from '../expression.ts';
import type { DurationMs, EventTime } from '../time.ts';
import type { PatternCondition } from './spec.ts';

/** The values matched so far, by stage; a stage without events has an empty list. */
export type MatchedValues<T, Names extends string = string> = Readonly<Record<Names, readonly T[]>>;

/** A condition in code. It must be pure: the same answer for the same event and matched events. */
export type PatternFunction<T> = (event: T, matched: MatchedValues<T>) => boolean;

/** One event seen from one partial match. */
export interface Step<T> {
  readonly value: T;
  readonly ts: EventTime;
  /** Time of the last event that the partial match holds. */
  readonly previousTs: EventTime | undefined;
  readonly matched: () => MatchedValues<T>;
}

/** Decides whether an edge is open for an event. */
export type Guard<T> = (step: Step<T>) => boolean;

/** Open for every event. */
export const always = (): boolean => true;

/** Open for none. */
export const never = (): boolean => false;

export const not = <T>(guard: Guard<T>): Guard<T> => {
  if (guard === always) return never;
  return guard === never ? always : (step) => !guard(step);
};

export const both = <T>(a: Guard<T>, b: Guard<T>): Guard<T> => {
  if (a === never || b === never) return never;
  if (a === always) return b;
  return b === always ? a : (step) => a(step) && b(step);
};

/** Open for events less than `gapMs` after the last matched one. */
export const soonerThan =
  <T>(gapMs: DurationMs): Guard<T> =>
  ({ ts, previousTs }) =>
    previousTs === undefined || ts - previousTs < gapMs;

/** The guard that a condition describes; without one, every event fits. */
export function guardOf<T>(
  condition: PatternCondition | undefined,
  functions: readonly PatternFunction<T>[],
): Guard<T> {
  if (condition === undefined) return always;
  if ('fn' in condition) {
    const test = functions[condition.fn] ?? never;
    return (step) => test(step.value, step.matched());
  }
  if ('all' in condition) {
    return condition.all.map((part) => guardOf(part, functions)).reduce(both<T>, always);
  }
  if ('any' in condition) {
    const parts = condition.any.map((part) => guardOf(part, functions));
    return (step) => parts.some((part) => part(step));
  }
  const onField: Condition = condition;
  return (step) => fulfils(step.value as Readonly<Record<string, unknown>>, onField);
}
