import { type Condition, fulfils } from '../expression.ts';
import type { DurationMs, EventTime } from '../time.ts';
import { type Link, type MatchedValues, type PatternEvent, type Run, valuesOf } from './run.ts';
import type { PatternCondition } from './spec.ts';

/** A condition in code. It must be pure: the same answer for the same event and matched events. */
export type PatternFunction<T> = (event: T, matched: MatchedValues<T>) => boolean;

/** One event seen from one partial match. */
export interface Step<T> {
  readonly value: T;
  readonly ts: EventTime;
  /** Newest event that the partial match holds. */
  readonly link: Link<T> | undefined;
  readonly names: readonly string[];
  /** What {@link matchedOf} gave, once it was asked. */
  values: MatchedValues<T> | undefined;
}

export const stepOf = <T>(
  { link }: Run<T>,
  { value, ts }: PatternEvent<T>,
  names: readonly string[],
): Step<T> => ({ value, ts, link, names, values: undefined });

/** The values that the partial match holds; looked up at most once, and only for conditions in code. */
function matchedOf<T>(step: Step<T>): MatchedValues<T> {
  step.values ??= valuesOf(step.link, step.names);
  return step.values;
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
  ({ ts, link }) =>
    link === undefined || ts - link.event.ts < gapMs;

/** The guard that a condition describes; without one, every event fits. */
export function guardOf<T>(
  condition: PatternCondition | undefined,
  functions: readonly PatternFunction<T>[],
): Guard<T> {
  if (condition === undefined) return always;
  if ('fn' in condition) {
    const test: PatternFunction<T> = functions[condition.fn] ?? never;
    if (condition.isOfEvent === true) return (step) => test(step.value, {});
    return (step) => test(step.value, matchedOf(step));
  }
  if ('expression' in condition) return never; // a function by now, where the fields are known
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
