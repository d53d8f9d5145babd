import type { Json } from '../aggregators/aggregator.ts';
import type { Positioned } from './branch.ts';
import type { PatternState } from './matcher.ts';
import type { Link, Run } from './run.ts';

/** How the value of an event is stored. */
export interface ValueCodec<T> {
  encode(value: T): Json;
  decode(encoded: Json): T;
}

/** For values that are JSON already. */
export const jsonValues = <T>(): ValueCodec<T> => ({
  encode: (value) => value as Json,
  decode: (encoded) => encoded as T,
});

/**
 * A state as it is stored, version 1.
 *
 * Events and links are listed once however many runs share them, and referred to by index. A link is
 * `[stage, event, previous]`, a run `[state]` or `[state, link]`; `-1` is no previous link.
 */
export interface StoredPatternState {
  readonly v: 1;
  readonly seq: number;
  readonly events: readonly (readonly [seq: number, id: string, ts: number, value: Json])[];
  readonly links: readonly (readonly [stage: number, event: number, previous: number])[];
  readonly runs: readonly (readonly number[])[];
  readonly held: readonly (readonly number[])[];
  /** Absent if nothing was given up, as in all states from before there were limits. */
  readonly shed?: number;
}

/** What there is to store; equal states give equal JSON. */
export function encodePatternState<T>(
  { seq, runs, held, shed }: PatternState<T>,
  values: ValueCodec<T>,
): StoredPatternState {
  const events: [number, string, number, Json][] = [];
  const links: [number, number, number][] = [];
  const eventIndex = new Map<number, number>();
  const linkIndex = new Map<Link<T>, number>();

  const addEvent = ({ seq: position, event: { id, ts, value } }: Link<T>): number => {
    const known = eventIndex.get(position);
    if (known !== undefined) return known;
    eventIndex.set(position, events.length);
    return events.push([position, id, ts, values.encode(value)]) - 1;
  };
  const addLink = (last: Link<T>): number => {
    const fresh: Link<T>[] = [];
    let at: Link<T> | undefined = last;
    for (; at !== undefined && !linkIndex.has(at); at = at.previous) fresh.push(at);
    for (const link of fresh.reverse()) {
      const previous = link.previous === undefined ? -1 : (linkIndex.get(link.previous) ?? -1);
      linkIndex.set(link, links.push([link.stage, addEvent(link), previous]) - 1);
    }
    return linkIndex.get(last) ?? -1;
  };
  const addRun = ({ state, link }: Run<T>): number[] =>
    link === undefined ? [state] : [state, addLink(link)];

  const open = { runs: runs.map(addRun), held: held.map(addRun) };
  return { v: 1, seq, ...open, events, links, ...(shed === undefined ? {} : { shed }) };
}

/** The state that was stored, down to what its runs share. */
export function decodePatternState<T>(
  { seq, events, links, runs, held, shed }: StoredPatternState,
  values: ValueCodec<T>,
): PatternState<T> {
  const all = events.map(([position, id, ts, value]): Positioned<T> => {
    return { seq: position, event: { id, ts, value: values.decode(value) } };
  });
  const decoded: Link<T>[] = [];
  for (const [stage, index, before] of links) {
    const { seq: position, event } = all[index] as Positioned<T>;
    const previous = decoded[before];
    const first = previous?.first ?? { seq: position, ts: event.ts };
    decoded.push({ seq: position, event, stage, previous, first });
  }
  const run = ([state = -1, link = -1]: readonly number[]): Run<T> => ({
    state,
    link: decoded[link],
  });
  const open = { runs: runs.map(run), held: held.map(run) };
  return { seq, ...open, ...(shed === undefined ? {} : { shed }) };
}
