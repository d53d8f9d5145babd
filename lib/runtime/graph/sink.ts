import type { Event } from '../../core/event.ts';
import type { Accumulators } from '../../core/operators/accumulators.ts';
import type { Pane } from '../../core/operators/keyed-operator.ts';
import type { EventTime } from '../../core/time.ts';
import type { Value } from '../../core/value.ts';
import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';

/** Identity of a window's row. */
export interface RunRowKey {
  /** Id of the view: its name, with `@<version>` from version 2 on. */
  readonly view: string;
  /** Text of the grouping fields. */
  readonly key: string;
  readonly start: EventTime;
  readonly end: EventTime;
}

/** A row of a window as it is now. */
export interface RunRow extends RunRowKey {
  readonly pane: Pane;
  readonly values: Readonly<Record<string, Value>>;
}

/** A record of a view: a joined pair, a match, an alert, a feature. */
export interface RunRecord {
  readonly view: string;
  readonly key: string;
  readonly time: EventTime;
  readonly record: Event;
}

/** An event that an operator did not take. */
export interface SetAside {
  /** The view, or for a step before one its name in the state: `alerts~1`. */
  readonly at: string;
  readonly key: string;
  readonly event: Event;
  readonly time: EventTime;
}

/** An event that nothing took, because something is wrong with it. */
export interface RunDeadLetter {
  /** Name of the stream; for a result of a step, the name of that step in the state. */
  readonly at: string;
  readonly code: DeadLetterCode;
  /** One line for people. */
  readonly message: string;
  /** What was given: an event, or bytes. */
  readonly given: unknown;
}

/** An event whose time is so far ahead of those around it that it moves none. */
export interface RunAhead {
  /** Name of the stream. */
  readonly at: string;
  readonly event: Event;
  readonly time: EventTime;
}

/** Where results go. What is left out is not reported, but counted all the same. */
export interface RunSink {
  /** @param acc - What its values were made of; the operator's own, which it changes afterwards. */
  row?(row: RunRow, acc: Accumulators): void;
  /** The row that was given for this session is gone: it was merged into the one that starts at `into`. */
  retract?(row: RunRowKey, into: EventTime): void;
  record?(record: RunRecord): void;
  /** The event came too late for every window, or for the join or pattern. */
  late?(event: SetAside): void;
  /** The key holds as much as it may; `cap` names the limit. */
  overflow?(event: SetAside & { readonly cap: string }): void;
  deadLetter?(letter: RunDeadLetter): void;
  /** The event counts, but its time is not believed; see `RunOptions.jumps`. */
  ahead?(event: RunAhead): void;
}

/** Totals since the start, those before a restored checkpoint included. */
export interface RunCounters {
  /** Events and payloads that were given. */
  events: number;
  /** Those that were taken: neither dead letters nor repetitions. */
  accepted: number;
  deadLetters: number;
  /** Repetitions of an id within the stream's horizon. */
  duplicates: number;
  late: number;
  overflow: number;
  /** Events that counted and moved no time, as they were too far ahead. */
  ahead: number;
  rows: number;
  records: number;
}

export const noCounts = (): RunCounters => ({
  ...{ events: 0, accepted: 0, deadLetters: 0, duplicates: 0 },
  ...{ late: 0, overflow: 0, ahead: 0, rows: 0, records: 0 },
});
