import { BEGINNING_OF_TIME, type DurationMs, type EventTime } from './time.ts';
import type { WatermarkPolicy } from './watermark.ts';

/** How a time that is far ahead is judged. */
export const JUMP_GUARD = {
  /** Records after it that are looked at; fewer at the end of the input. */
  followers: 64,
  /** Fewest of them that must contradict it. */
  leastAgainst: 2,
  /** Beyond what a stream allows: a time that is no further ahead may be right, and what follows it late. Milliseconds. */
  far: 300_000,
} as const;

/** How far a time may be after all that were believed before. Milliseconds. */
export interface JumpLimits {
  /** Believed at once. */
  readonly slack: DurationMs;
  /** From here on most of those that follow must confirm it; before, one of them is enough. */
  readonly far: DurationMs;
}

/** What a stream allows: its disorder, and what it trusts the clocks of its producers. */
export function jumpLimits({ maxOutOfOrderness, maxClockSkew }: WatermarkPolicy): JumpLimits {
  const slack = maxOutOfOrderness + maxClockSkew;
  return { slack, far: slack + JUMP_GUARD.far };
}

/** A record that waits for those after it. */
export interface HeldRecord<T> {
  readonly time: EventTime;
  readonly item: T;
}

/** Tells the times that move a stream's clock from those of a clock that is wrong. */
export interface JumpGuard<T> {
  /** Takes a record; it, or one before it, is released when it is known what to make of its time. */
  take(time: EventTime, item: T): void;
  /** Nothing follows: releases what waits. */
  end(): void;
  /** What {@link restore} takes. */
  state(): JumpGuardState<T>;
  restore(state: JumpGuardState<T>): void;
}

export interface JumpGuardState<T> {
  readonly newest: EventTime;
  readonly held: readonly HeldRecord<T>[];
  /** Whether the last ahead times were believed, the oldest first. */
  readonly verdicts: readonly boolean[];
}

/**
 * Guards the clock of a source whose records come without arrival times.
 *
 * A time is ahead if it is more than `slack` after all that were believed before. It is believed,
 * unless more than half of the records that follow it, and at least two, are more than `slack`
 * before it: then one clock was wrong, and time goes on without it. A time that is not `far` ahead may as
 * well be right, and those that follow late: it is not believed if half of those that are looked at
 * follow, and none confirms it. If more than half of the last times that were ahead were not believed, it
 * is the order of the records that is wrong, and the next one is.
 *
 * So records that keep the disorder that their stream declares are all believed, whatever their gaps.
 * Records are released in their order, each at most so many records later as are looked at. No clock is
 * read: the same records give the same verdicts.
 */
export function jumpGuard<T>(
  { slack, far }: JumpLimits,
  release: (item: T, isBelieved: boolean) => void,
): JumpGuard<T> {
  const { followers, leastAgainst } = JUMP_GUARD;
  let newest = BEGINNING_OF_TIME;
  let held: HeldRecord<T>[] = [];
  let verdicts: boolean[] = [];
  let disbelieved = 0;

  function judged(isBelieved: boolean): boolean {
    if (verdicts.length === followers && verdicts.shift() === false) disbelieved--;
    verdicts.push(isBelieved);
    if (!isBelieved) disbelieved++;
    return isBelieved;
  }

  /** Whether the oldest record that waits is believed; `undefined` if more have to come. */
  function verdict(time: EventTime, isEnd: boolean): boolean | undefined {
    if (time <= newest + slack) return true;
    if (disbelieved > followers / 2) return judged(true);
    const least = time - slack;
    let against = 0;
    for (let i = 1; i < held.length; i++) {
      if ((held[i] as HeldRecord<T>).time < least) against++;
    }
    const agree = held.length - 1 - against;
    if (time <= newest + far) {
      if (agree > 0) return judged(true);
      if (held.length <= followers && !isEnd) return undefined;
      return judged(against < followers / 2);
    }
    if (agree >= followers / 2) return judged(true);
    if (held.length <= followers && against <= followers / 2 && !isEnd) return undefined;
    return judged(against < leastAgainst || against <= agree);
  }

  function settle(isEnd: boolean): void {
    for (;;) {
      const [oldest] = held;
      if (oldest === undefined) return;
      const isBelieved = verdict(oldest.time, isEnd);
      if (isBelieved === undefined) return;
      held.shift();
      if (isBelieved && oldest.time > newest) newest = oldest.time;
      release(oldest.item, isBelieved);
    }
  }

  return {
    take(time, item) {
      if (held.length === 0 && time <= newest + slack) {
        if (time > newest) newest = time;
        release(item, true);
        return;
      }
      held.push({ time, item });
      settle(false);
    },
    end: () => settle(true),
    state: () => ({ newest, held: [...held], verdicts: [...verdicts] }),
    restore(state) {
      newest = state.newest;
      held = [...state.held];
      verdicts = [...state.verdicts];
      disbelieved = verdicts.filter((isBelieved) => !isBelieved).length;
    },
  };
}
