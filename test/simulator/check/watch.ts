import type { RowImage } from '../../../lib/ports/effects.ts';
import type { Head } from '../../../lib/ports/head-store.ts';
import type { TaskId } from '../../../lib/ports/task.ts';

/** What must hold at every moment or in the end; see `docs/failure-modes.md`. */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'defect';

/** A promise that was broken. */
export interface Violation {
  readonly invariant: Invariant;
  readonly text: string;
}

/** Looks on while things happen, and notes what must never be seen. */
export interface Watch {
  readonly violations: readonly Violation[];
  violated(invariant: Invariant, text: string): void;
  /** A head has been stored. */
  committed(task: TaskId, head: Head): void;
  /** A row has been stored. @param before - Its accumulators until now, if there was one. */
  rowWritten(image: RowImage, before: string | undefined): void;
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
  const published = (view: string): number => views.get(view) ?? -Infinity;

  function notBack(what: string, before: number | undefined, now: number | null): void {
    if (before === undefined || (now ?? -Infinity) >= before) return;
    violations.push({ invariant: 'I6', text: `${what} went back from ${before} to ${now}` });
  }

  return {
    violations,
    published,
    violated: (invariant, text) => void violations.push({ invariant, text }),

    committed({ stage, shard }, { progress }) {
      const { watermark, watermarks = {} } = progress as {
        readonly watermark?: number | null;
        readonly watermarks?: Readonly<Record<string, number>>;
      };
      const all = watermark === undefined ? Object.entries(watermarks) : [['', watermark] as const];
      for (const [view, now] of all) {
        const id = `watermark of ${stage} ${shard} ${view}`;
        notBack(id, heads.get(id), now);
        if (now !== null) heads.set(id, now);
      }
    },

    rowWritten({ view, key, start, end, acc }, before) {
      const text = JSON.stringify(acc);
      if (before === text || end + latenessOf(view) > published(view)) return;
      violations.push({
        invariant: 'I4',
        text: `${view} ${key} ${start} was closed at ${published(view)} with ${before}, became ${text}`,
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
