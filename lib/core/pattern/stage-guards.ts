import type { DurationMs } from '../time.ts';
import {
  always,
  both,
  type Guard,
  guardOf,
  not,
  type PatternFunction,
  soonerThan,
} from './guard.ts';
import {
  type Contiguity,
  type InnerContiguity,
  isNegative,
  isOptional,
  type PatternSpec,
} from './spec.ts';

/** What the conditions of one stage say about an event. */
export interface StageGuards<T> {
  /** It fits, comes in time, and does not end the repetition. */
  readonly take: Guard<T>;
  /** It fits, whatever `until` says of it. */
  readonly fits: Guard<T>;
  /** It may be passed over while the first event of the stage is waited for; `undefined`: none may. */
  readonly ignore: Guard<T> | undefined;
  /** It may be passed over between two events of a repetition. */
  readonly ignoreInside: Guard<T> | undefined;
  /** It may be passed over where the stage follows so: that of a group may follow in several ways. */
  readonly passedOver: (how: Contiguity | InnerContiguity) => Guard<T> | undefined;
  readonly until: Guard<T> | undefined;
}

/** The guards of every stage. */
export function stageGuards<T>(
  spec: PatternSpec,
  functions: readonly PatternFunction<T>[],
): readonly StageGuards<T>[] {
  return spec.stages.map(({ where, until: end, contiguity, inner }, stage) => {
    const gapMs = longestGap(spec, stage);
    const isInTime: Guard<T> = gapMs === undefined ? always : soonerThan(gapMs);
    const fits = both(guardOf(where, functions), isInTime);
    const until = end === undefined ? undefined : guardOf(end, functions);
    const goesOn: Guard<T> = until === undefined ? always : not(until);
    const passOver: Readonly<Record<Contiguity | InnerContiguity, Guard<T> | undefined>> = {
      begin: undefined,
      next: undefined,
      consecutive: undefined,
      notNext: undefined,
      notFollowedBy: undefined,
      followedBy: not(guardOf(where, functions)),
      relaxed: not(guardOf(where, functions)),
      followedByAny: always,
      combinations: always,
    };
    const inside = passOver[inner ?? 'relaxed'];
    return {
      take: both(goesOn, fits),
      fits,
      ignore: passOver[contiguity],
      passedOver: (how) => passOver[how],
      ignoreInside: inside === undefined ? undefined : both(goesOn, inside),
      until,
    };
  });
}

/**
 * The notFollowedBy stages that are still watched for while the stage is waited for: those directly
 * before it, with optional stages between them passed over.
 */
export function watchedBefore({ stages }: PatternSpec, stage: number): readonly number[] {
  const watched: number[] = [];
  for (let i = stage - 1; i >= 0; i -= 1) {
    const before = stages[i];
    if (before === undefined) break;
    if (before.contiguity === 'notFollowedBy') watched.push(i);
    else if (isNegative(before) || !isOptional(before)) break;
  }
  return watched;
}

/** How long after the matched event before it an event of the stage may come, exclusive. */
function longestGap(
  { stages, withinMs, withinType }: PatternSpec,
  stage: number,
): DurationMs | undefined {
  const { gapMs, times } = stages[stage] ?? {};
  const isBounded = withinType === 'previousToCurrent' && stage === stages.length - 1;
  if (!isBounded || times !== undefined) return gapMs;
  return Math.min(gapMs ?? Number.POSITIVE_INFINITY, withinMs ?? Number.POSITIVE_INFINITY);
}

/**
 * How long a run may wait for an event of the stage.
 *
 * @param canGoOn - Whether it also waits for an event of a later stage: then there is no end to it.
 */
export const patience = (
  spec: PatternSpec,
  stage: number,
  canGoOn: boolean,
): DurationMs | undefined =>
  canGoOn && stage < spec.stages.length - 1 ? undefined : longestGap(spec, stage);
