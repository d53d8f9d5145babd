import type { EventTime } from '../time.ts';

/** An event with its time. */
export interface PatternEvent<T> {
  readonly id: string;
  readonly ts: EventTime;
  readonly value: T;
}

/** Events of a match or partial match, by stage, in the order of time; no entry without an event. */
export type MatchedEvents<T> = Readonly<Record<string, readonly PatternEvent<T>[]>>;

/**
 * The values matched so far, as conditions see them: by stage, an empty list for one without any.
 */
export type MatchedValues<T, Names extends string = string> = Readonly<Record<Names, readonly T[]>>;

/** The newest event of a partial match, and the rest of it; partial matches share their prefixes. */
export interface Link<T> {
  readonly event: PatternEvent<T>;
  /** Position of the event among all events of the key. */
  readonly seq: number;
  readonly stage: number;
  readonly previous: Link<T> | undefined;
  readonly first: { readonly seq: number; readonly ts: EventTime };
}

/** A partial match: where it stands, and what it holds. The one without events waits for a first. */
export interface Run<T> {
  /** Number of the automaton's state. */
  readonly state: number;
  readonly link: Link<T> | undefined;
}

/** Position of the first event; the run that waits for one comes after all others. */
export const startOf = <T>({ link }: Run<T>): number => link?.first.seq ?? Number.POSITIVE_INFINITY;

/** How many events a run holds; at most one more than `most` are counted. */
export function lengthOf<T>(link: Link<T> | undefined, most: number): number {
  let length = 0;
  for (let at = link; at !== undefined && length <= most; at = at.previous) length += 1;
  return length;
}

/** The links from the first event to this one. */
function chain<T>(link: Link<T> | undefined): Link<T>[] {
  const links: Link<T>[] = [];
  for (let at = link; at !== undefined; at = at.previous) links.push(at);
  return links.reverse();
}

/** The events that a run holds. */
export function eventsOf<T>(link: Link<T> | undefined, names: readonly string[]): MatchedEvents<T> {
  const byStage = new Map<string, PatternEvent<T>[]>();
  for (const { stage, event } of chain(link)) {
    const name = names[stage] ?? '';
    const events = byStage.get(name);
    if (events === undefined) byStage.set(name, [event]);
    else events.push(event);
  }
  return Object.fromEntries(byStage);
}

/** The values that a run holds, as conditions see them: an empty list for a stage without events. */
export function valuesOf<T>(link: Link<T> | undefined, names: readonly string[]): MatchedValues<T> {
  const values = new Map<string, T[]>(names.map((name) => [name, []]));
  for (const { stage, event } of chain(link)) values.get(names[stage] ?? '')?.push(event.value);
  return Object.fromEntries(values);
}

/** Positions of the events that a run holds, at one stage or at all, in the order of time. */
export function positionsOf<T>(link: Link<T> | undefined, stage?: number): number[] {
  return chain(link)
    .filter((one) => stage === undefined || one.stage === stage)
    .map(({ seq }) => seq);
}
