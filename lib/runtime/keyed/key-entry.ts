import type { Json } from '../../core/aggregators/aggregator.ts';
import { jsonSize } from '../../core/json/json-size.ts';
import type { KeyedOperator } from '../../core/operators/keyed-operator.ts';
import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../core/time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { StateImage, TimerImage } from '../../ports/state-store.ts';
import { type Backlog, queueOf } from './backlog.ts';

/** The live state of one key, in the order of the steps that share it. */
export interface KeyEntry {
  readonly owner: string;
  readonly key: string;
  /** `undefined` where nothing is remembered. */
  readonly states: unknown[];
  /** How far each step has been brought since the entry was loaded. */
  readonly watermarks: EventTime[];
  /** When the timer of each step is due that is in the store; never later than it should be. */
  readonly armed: (EventTime | null)[];
  /** Grows with each event. */
  order: number;
  /** Whether the store has anything of the key but a fence. */
  isStored: boolean;
  /** What the key is behind with, if it is. */
  backlog: Backlog | undefined;
  /** The turn of the key in the store's queue of those that are behind. */
  queued: number | null;
  /** About how many characters it takes to store it. */
  size: number;
  /** How many a head was found to hold, so that it is not tried again with every event; not stored. */
  most: number;
}

/** A step with state, as entries see it. */
export interface KeyedStep {
  /** Name of its timers. */
  readonly id: string;
  readonly keyed: KeyedOperator<unknown>;
}

/** Stored form, version 1; 2 of a key that is behind. */
type Stored = {
  readonly v: 1 | 2;
  readonly order: number;
  /** By step: its timer, and what it remembers, if anything. */
  readonly steps: readonly StoredStep[];
  /** In version 2. */
  readonly backlog?: Backlog;
};

type StoredStep = {
  readonly armed: EventTime | null;
  readonly encoding?: string;
  readonly state?: Json;
};

/** A key of which nothing is known. */
export const freshEntry = (owner: string, key: string, steps: number): KeyEntry => ({
  ...{ owner, key },
  states: Array.from({ length: steps }, () => undefined),
  watermarks: Array.from({ length: steps }, () => BEGINNING_OF_TIME),
  armed: Array.from({ length: steps }, () => null),
  ...{ order: 0, isStored: false, backlog: undefined, queued: null, size: 0 },
  most: Number.POSITIVE_INFINITY,
});

/**
 * A key as it was written down.
 *
 * @throws {@link DefinitionError} `STATE_ENCODING_UNKNOWN` if a step does not read what it once wrote.
 */
export function decodeEntry(
  owner: string,
  key: string,
  encoded: Json,
  steps: readonly KeyedStep[],
) {
  const entry = freshEntry(owner, key, steps.length);
  const stored = encoded as unknown as Stored;
  if (stored.v !== 1 && stored.v !== 2) {
    throw unknownEncoding(owner, `version ${stored.v}`, 'version 1 or 2');
  }
  entry.order = stored.order;
  entry.size = jsonSize(encoded);
  entry.backlog = stored.backlog;
  entry.queued = stored.backlog?.turn ?? null;
  steps.forEach(({ id, keyed }, i) => {
    const { armed, encoding, state } = stored.steps[i] ?? { armed: null };
    entry.armed[i] = armed;
    if (encoding === undefined || state === undefined) return;
    if (encoding !== keyed.encoding) throw unknownEncoding(id, encoding, keyed.encoding);
    entry.states[i] = keyed.decode(state);
    entry.isStored = true;
  });
  entry.isStored ||= entry.backlog !== undefined;
  return entry;
}

/** What there is to write; `undefined` if nothing was stored and nothing is to be. */
export function encodeEntry(entry: KeyEntry, steps: readonly KeyedStep[]): StateImage | undefined {
  const stored = steps.map(({ keyed }, i): StoredStep => {
    const armed = entry.armed[i] ?? null;
    const state = entry.states[i];
    if (state === undefined) return { armed };
    return { armed, encoding: keyed.encoding, state: keyed.encode(state) };
  });
  const { owner, key, order, backlog } = entry;
  const isEmpty = backlog === undefined && stored.every(({ state }) => state === undefined);
  if (isEmpty && !entry.isStored) return undefined;
  entry.isStored = !isEmpty;
  const state: Stored =
    backlog === undefined
      ? { v: 1, order, steps: stored }
      : {
          v: 2,
          order,
          steps: stored,
          backlog: { ...backlog, happenings: [...backlog.happenings] },
        };
  entry.size = jsonSize(state);
  return { owner, key, state, isEmpty };
}

/** Forgets what is empty: it goes on as a new state would. */
export function forgetEmpty({ states }: KeyEntry, steps: readonly KeyedStep[]): void {
  steps.forEach(({ keyed }, i) => {
    if (states[i] !== undefined && keyed.isEmpty(states[i])) states[i] = undefined;
  });
}

/**
 * Changes of timers, so that each step has one that is due when it has something to do, or before. A
 * key that is behind has none but its place in the queue.
 *
 * One that is due too early stays: it costs less to look at a key in vain now and then than to move
 * its timer with every event.
 */
export function rearm(entry: KeyEntry, steps: readonly KeyedStep[]): TimerImage[] {
  const isBehind = entry.backlog !== undefined;
  const timers = steps.flatMap(({ id, keyed }, i) => {
    const state = isBehind ? undefined : entry.states[i];
    const next = state === undefined ? END_OF_TIME : keyed.nextTimer(state);
    const armed = entry.armed[i] ?? null;
    const reached = entry.watermarks[i] ?? BEGINNING_OF_TIME;
    if (!isBehind && armed !== null && armed > reached && armed <= next) return [];
    // what has become due at a time that is over is done when time moves again
    const due = next === END_OF_TIME ? null : Math.max(next, reached + 1);
    if (armed === due) return [];
    entry.armed[i] = due;
    return moved({ step: id, key: entry.key }, armed, due);
  });
  const { queued } = entry;
  const turn = entry.backlog?.turn ?? null;
  if (queued === turn) return timers;
  entry.queued = turn;
  return [...timers, ...moved({ step: queueOf(entry.owner), key: entry.key }, queued, turn)];
}

const moved = (
  timer: Pick<TimerImage, 'step' | 'key'>,
  from: EventTime | null,
  to: EventTime | null,
): TimerImage[] => [
  ...(from === null ? [] : [{ ...timer, due: from, isSet: false }]),
  ...(to === null ? [] : [{ ...timer, due: to, isSet: true }]),
];

const unknownEncoding = (step: string, stored: string, expected: string): DefinitionError =>
  new DefinitionError('STATE_ENCODING_UNKNOWN', {
    at: step,
    problem: 'its state was written down in a way that this version does not read',
    given: stored,
    expected,
    fix: 'deploy the version that wrote it, or raise the version of the view',
  });
