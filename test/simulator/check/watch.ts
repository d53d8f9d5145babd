import type { WireItem } from '../../support/dynamodb/wire.ts';
import { type SeenMark, type SeenRow, shownText } from './items.ts';

/** What must hold at every moment or in the end; see `docs/failure-modes.md`. */
export type Invariant =
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I9'
  | 'I10'
  | 'defect';

/** A promise that was broken. */
export interface Violation {
  readonly invariant: Invariant;
  readonly text: string;
}

/** Looks on while things happen, and notes what must never be seen. */
export interface Watch {
  readonly violations: readonly Violation[];
  violated(invariant: Invariant, text: string): void;
  /** A task has said how far it is. */
  marked(mark: SeenMark): void;
  /** A row has been stored. @param before - What was there until now. */
  rowWritten(row: SeenRow, before: WireItem | undefined): void;
  /** A task's entry for a view has been stored. @param tasks - All entries of the view. */
  watermarkStored(view: string, tasks: Iterable<number | undefined>): void;
  /** How far all tasks of a view have come. */
  published(view: string): number;
}

/** @param latenessOf - Allowed lateness of a view, in milliseconds. */
export function watchOver(latenessOf: (view: string) => number): Watch {
  const violations: Violation[] = [];
  const views = new Map<string, number>();
  const heads = new Map<string, number>();
  const places = new Map<string, bigint>();
  const published = (view: string): number => views.get(view) ?? -Infinity;

  function notBack<T extends number | bigint>(
    what: string,
    before: T | undefined,
    now: T | undefined,
  ): void {
    if (before === undefined || (now ?? -Infinity) >= before) return;
    violations.push({ invariant: 'I6', text: `${what} went back from ${before} to ${now}` });
  }

  return {
    violations,
    published,
    violated: (invariant, text) => void violations.push({ invariant, text }),

    marked({ lane, shard, watermark, details }) {
      const { watermarks, toSeq } = details;
      // the least of a task's views falls when a view joins them; each view's own never does
      for (const [view, now] of Object.entries(watermarks ?? { '': watermark })) {
        const id = `watermark of ${lane} ${shard} ${view}`;
        notBack(id, heads.get(id), now);
        if (now !== undefined) heads.set(id, now);
      }
      if (toSeq === undefined || toSeq === '') return;
      const id = `place of ${lane} ${shard}`;
      notBack(id, places.get(id), BigInt(toSeq));
      places.set(id, BigInt(toSeq));
    },

    rowWritten({ view, key, start, end, item }, before) {
      if (end + latenessOf(view) > published(view)) return;
      const [text, former] = [shownText(item), before && shownText(before)];
      if (text === former) return;
      violations.push({
        invariant: 'I4',
        text: `${view} ${key} ${start} was closed at ${published(view)} with ${former}, became ${text}`,
      });
    },

    watermarkStored(view, tasks) {
      let least = Infinity;
      for (const watermark of tasks) least = Math.min(least, watermark ?? -Infinity);
      notBack(`watermark of the view ${view}`, views.get(view), least);
      views.set(view, least);
    },
  };
}
