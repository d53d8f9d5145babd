import type { EventTime } from '../../core/time.ts';
import { settlingTime } from '../../pipeline/plan/settling-time.ts';
import type { RowEraser } from '../../ports/row-eraser.ts';
import type { StateEraser } from '../../ports/state-eraser.ts';
import type { TaskId } from '../../ports/task.ts';
import type { ErasurePart } from './erasure-plan.ts';
import { holds } from './holds.ts';
import { inStillMoment, type StillMomentPorts } from './still-moment.ts';
import type { ViewTraces } from './traces.ts';

export interface EraseTablePorts extends StillMomentPorts {
  readonly rows: RowEraser;
  readonly states: StateEraser;
}

/** A key under which a view was given events of a subject. */
interface TracedKey {
  readonly view: ViewTraces;
  readonly key: string;
  /** `undefined` for a view of windows, which has no inputs. */
  readonly input: number | undefined;
  /** Of the events. */
  first: EventTime;
  last: EventTime;
}

/** The keys that a subject's events went under, each once. */
export interface TracedKeys {
  readonly own: readonly TracedKey[];
  /** Those of others. */
  readonly shared: readonly TracedKey[];
}

/** Puts together what the parts of an erasure say of keys. */
export async function tracedKeys(
  parts: AsyncIterable<readonly [name: string, part: ErasurePart]>,
  traces: ReadonlyMap<string, ViewTraces>,
): Promise<TracedKeys> {
  const keys = new Map<string, TracedKey>();
  function see(id: string, key: string, at: { input?: number; first: EventTime; last: EventTime }) {
    const view = traces.get(id);
    if (view === undefined) return; // it was removed since
    const { input, first, last } = at;
    const name = JSON.stringify([id, key, input]);
    const known = keys.get(name) ?? { view, key, input, first, last };
    known.first = Math.min(known.first, first);
    known.last = Math.max(known.last, last);
    keys.set(name, known);
  }
  for await (const [, part] of parts) {
    for (const { view, key, start, end } of part.rows) see(view, key, { first: start, last: end });
    for (const { view, key, input, time } of part.keys) {
      see(view, key, { input, first: time, last: time });
    }
  }
  const all = [...keys.values()];
  const isOwn = ({ view, input }: TracedKey): boolean => view.isOwn(input);
  return { own: all.filter(isOwn), shared: all.filter((each) => !isOwn(each)) };
}

/** How many rows and records there are under keys of the subject. */
export async function countOwn(rows: RowEraser, { own }: TracedKeys): Promise<number> {
  let count = 0;
  for (const place of placesOf(own)) count += await rows.count(place);
  return count;
}

/**
 * Takes away what is stored under keys of a subject, and under keys of others what shows it.
 *
 * A state of others that holds the subject is taken away whole: what it had come to is lost to open
 * results, which a batch run computes anew once they are closed.
 *
 * @param tasks - Of the lane that reads the stream, and of the exchange lane.
 */
export async function eraseTables(
  ports: EraseTablePorts,
  tasks: readonly TaskId[],
  { keys, texts }: { readonly keys: TracedKeys; readonly texts: ReadonlySet<string> },
  swept: readonly ViewTraces[],
): Promise<{ readonly states: number }> {
  const { rows, states } = ports;
  const [task] = tasks;
  let erased = 0;
  const epochs = await inStillMoment(ports, tasks, async () => {
    for (const place of placesOf(keys.own)) await rows.erase(place);
    for (const { view, ...place } of placesWith(keys.shared)) {
      if (view.showing !== undefined) await rows.erase({ ...place, view: view.id }, view.showing);
    }
    for (const { id, showing } of swept) {
      if (showing !== undefined) await rows.erase({ view: id }, showing);
    }
    if (task === undefined) return;
    const behind = swept.flatMap((each) => each.behind);
    erased += await states.sweepStates(task, behind, (state) => holds(state, texts));
    erased += await states.eraseStates(task, stateKeys(keys.own), () => true);
    erased += await states.eraseStates(task, stateKeys(keys.shared), (state) =>
      holds(state, texts),
    );
    const timers = new Set(keys.own.flatMap(timersOf));
    if (timers.size === 0) return;
    for (const each of tasks) {
      await states.eraseTimers(each, ({ step, key }) => timers.has(timerText(step, key)));
    }
  });
  for (const [each, epoch] of epochs) await states.eraseLeftovers(each, { epoch, texts });
  return { states: erased };
}

/** Where rows and records of keys are. */
const placesOf = (keys: readonly TracedKey[]) =>
  placesWith(keys).map(({ view, ...place }) => ({ ...place, view: view.id }));

function placesWith(keys: readonly TracedKey[]) {
  const places = keys.map(({ view, key, first, last }) => {
    const around = settlingTime(view.view.operator) + 1;
    const range = { from: first - around, to: last + around };
    return view.scatters ? { view, stepKey: key, range } : { view, key };
  });
  const unique = new Map(
    places.map((place) => [JSON.stringify({ ...place, view: place.view.id }), place]),
  );
  return [...unique.values()];
}

function stateKeys(keys: readonly TracedKey[]) {
  const all = keys.flatMap(({ view, key, input }) => {
    const owner = input === undefined ? undefined : view.owner(input);
    return owner === undefined ? [] : [{ owner, key }];
  });
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

const timersOf = ({ view, key, input }: TracedKey): string[] =>
  input === undefined ? [] : view.steps(input).map((step) => timerText(step, key));

const timerText = (step: string, key: string): string => JSON.stringify([step, key]);
