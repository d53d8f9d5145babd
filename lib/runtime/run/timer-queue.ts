import { END_OF_TIME, type EventTime } from '../../core/time.ts';

/** Things to do when event time has come so far. */
export interface TimerQueue<T> {
  add(at: EventTime, item: T): void;
  /** The earliest time; `END_OF_TIME` if there is none. */
  next(): EventTime;
  /** Removes and gives all that is to be done at the earliest time, in no particular order. */
  take(): T[];
}

/** A heap of times, each with all its items: windows of many keys end together. */
export function timerQueue<T>(): TimerQueue<T> {
  const heap: EventTime[] = [];
  const items = new Map<EventTime, T[]>();

  function swap(a: number, b: number): void {
    const time = heap[a] as EventTime;
    heap[a] = heap[b] as EventTime;
    heap[b] = time;
  }

  function up(from: number): void {
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >> 1;
      if ((heap[parent] as EventTime) <= (heap[i] as EventTime)) return;
      swap(i, parent);
      i = parent;
    }
  }

  function down(): void {
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const isRight = right < heap.length && (heap[right] as EventTime) < (heap[left] as EventTime);
      const child = isRight ? right : left;
      if ((heap[i] as EventTime) <= (heap[child] as EventTime)) return;
      swap(i, child);
      i = child;
    }
  }

  return {
    add(at, item) {
      const same = items.get(at);
      if (same !== undefined) {
        same.push(item);
        return;
      }
      items.set(at, [item]);
      heap.push(at);
      up(heap.length - 1);
    },
    next: () => heap[0] ?? END_OF_TIME,
    take() {
      const at = heap[0];
      if (at === undefined) return [];
      const last = heap.pop() as EventTime;
      if (heap.length > 0) {
        heap[0] = last;
        down();
      }
      const due = items.get(at) ?? [];
      items.delete(at);
      return due;
    },
  };
}
