import type { PatternState } from './matcher.ts';
import type { Link } from './run.ts';

/** How much a state holds: the hook for caps and metrics. */
export interface PatternSize {
  /** Partial matches, and matches that wait. */
  readonly runs: number;
  /** Links of partial matches to their events; shared prefixes count once. */
  readonly links: number;
  /** Events kept; each counts once. */
  readonly events: number;
}

/** How much the state holds. */
export function sizeOf<T>({ runs, held }: PatternState<T>): PatternSize {
  const links = new Set<Link<T>>();
  const open = [...runs, ...held].filter(({ link }) => link !== undefined);
  for (const { link } of open) {
    for (let at = link; at !== undefined && !links.has(at); at = at.previous) links.add(at);
  }
  const events = new Set([...links].map(({ seq }) => seq));
  return { runs: open.length, links: links.size, events: events.size };
}
