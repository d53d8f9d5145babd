import { BEGINNING_OF_TIME } from '../../core/time.ts';
import { windowsPerEvent } from '../../core/windows/window.ts';
import { storedWindows } from '../../pipeline/definition/stored-panes.ts';
import type { ViewRuntime } from '../rows/view-runtime.ts';
import { windowFold } from '../rows/window-fold.ts';
import { deltaOf } from '../speed/deltas.ts';
import type { Taker } from '../speed/route.ts';
import type { PartialRow, ViewRange } from './protocol.ts';

/** Combines events into the rows of a range; nothing is late. */
export interface RangeFold extends Taker {
  /** At most so many rows have come together since it was drained. */
  readonly rows: number;
  drain(): PartialRow[];
}

export function rangeFold(view: ViewRuntime, { from, to }: ViewRange): RangeFold {
  const { allowedLateness } = view.plan;
  const windows = storedWindows(view.plan); // nothing is late, so panes are windows without overlap
  const perEvent = windowsPerEvent(windows);
  const fold = windowFold({ windows, allowedLateness, row: view.row });
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    add(event, key, time) {
      if (time < from || time >= to) return true; // every window of the range lies in it
      rows += perEvent;
      return fold.add(event, key, time, BEGINNING_OF_TIME);
    },
    drain() {
      rows = 0;
      const folded = fold.drain().filter(({ start, end }) => from <= start && end <= to);
      return folded.map((each) => ({ ...deltaOf(view, each) }));
    },
  };
}
