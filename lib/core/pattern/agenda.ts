import { type Run, startOf } from './run.ts';

/**
 * Runs in the order of their first event, as a binary heap in an array.
 *
 * Runs with the same first event are not in any order that means something, but always in the same:
 * the textbook sifting below, which is also that of the queue Flink uses. With a skip strategy it
 * decides which of several matches with the same first event is reported, so it is part of the
 * semantics and of stored state.
 */
export type Agenda<T> = Run<T>[];

/** Adds a run. */
export function add<T>(agenda: Agenda<T>, run: Run<T>): void {
  const key = startOf(run);
  let at = agenda.length;
  while (at > 0) {
    const up = (at - 1) >>> 1;
    const parent = agenda[up];
    if (parent === undefined || startOf(parent) <= key) break;
    agenda[at] = parent;
    at = up;
  }
  agenda[at] = run;
}

/** Takes out the run with the earliest first event. */
export function takeFirst<T>(agenda: Agenda<T>): Run<T> | undefined {
  const [first] = agenda;
  const last = agenda.pop();
  if (last !== undefined && agenda.length > 0) sink(agenda, 0, last);
  return first;
}

/** Removes the runs that the test names. */
export function remove<T>(agenda: Agenda<T>, test: (run: Run<T>) => boolean): void {
  let kept = 0;
  for (const run of agenda) {
    if (test(run)) continue;
    agenda[kept] = run;
    kept += 1;
  }
  if (kept === agenda.length) return;
  agenda.length = kept;
  for (let at = (agenda.length >>> 1) - 1; at >= 0; at -= 1) {
    const run = agenda[at];
    if (run !== undefined) sink(agenda, at, run);
  }
}

function sink<T>(agenda: Agenda<T>, from: number, run: Run<T>): void {
  const key = startOf(run);
  const half = agenda.length >>> 1;
  let at = from;
  while (at < half) {
    let down = 2 * at + 1;
    let child = agenda[down];
    const right = agenda[down + 1];
    if (child !== undefined && right !== undefined && startOf(child) > startOf(right)) {
      down += 1;
      child = right;
    }
    if (child === undefined || key <= startOf(child)) break;
    agenda[at] = child;
    at = down;
  }
  agenda[at] = run;
}
