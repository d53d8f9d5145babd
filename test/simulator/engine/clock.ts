/** Virtual time, and everything that is going to happen in it. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Does something after a delay in virtual milliseconds; never before the current step has ended. */
  after(delay: number, act: () => void): void;
  /** Goes on until nothing is left to happen. */
  untilQuiet(): Promise<void>;
  /** Lets time pass in which nothing happens. */
  skip(ms: number): void;
}

interface Due {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
}

/** A microtask of it costs a fraction of what `queueMicrotask` does, which names each for debuggers. */
const settled = Promise.resolve();

/** Steps after which a run is taken to go round in circles. */
const MAX_STEPS = 200_000;

/** More steps were taken than any honest run needs. */
export class Endless extends Error {
  override readonly name = 'Endless';
}

/**
 * A cooperative scheduler: one thing happens at a time, in the order of virtual time.
 *
 * A step is taken only when all promises that can go on have gone on: a tick that is asked for by a
 * microtask comes when no microtask is left. So nothing depends on real time or on how many awaits a
 * piece of code has.
 */
export function clockFrom(start: number): Clock {
  const heap: Due[] = [];
  let now = start;
  let order = 0;
  let steps = 0;

  return {
    get now() {
      return now;
    },
    after(delay, act) {
      push(heap, { at: now + delay, order: order++, act });
    },
    untilQuiet: () =>
      new Promise((resolve, reject) => {
        const step = (): void => {
          const due = pop(heap);
          if (due === undefined) {
            resolve();
            return;
          }
          try {
            if (++steps > MAX_STEPS) throw new Endless(`${steps} steps and no end`);
            now = Math.max(now, due.at);
            due.act();
            void settled.then(soon);
          } catch (error) {
            reject(error);
          }
        };
        const soon = (): void => process.nextTick(step);
        void settled.then(soon);
      }),
    skip(ms) {
      now += ms;
    },
  };
}

const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Due[], due: Due): void {
  let at = heap.length;
  heap.push(due);
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up] as Due;
    if (!isBefore(due, parent)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = due;
}

function pop(heap: Due[]): Due | undefined {
  const [top] = heap;
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= heap.length) break;
    const right = heap[down + 1];
    if (right !== undefined && isBefore(right, heap[down] as Due)) down++;
    const child = heap[down] as Due;
    if (!isBefore(child, last)) break;
    heap[at] = child;
    at = down;
  }
  heap[at] = last;
  return top;
}
