import type { Json } from '../../core/aggregators/aggregator.ts';
import type { Event } from '../../core/event.ts';
import type { KeyedOperator, Side } from '../../core/operators/keyed-operator.ts';
import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../core/time.ts';
import type { DriverCollector, StepDriver } from '../graph/step-driver.ts';
import { timerQueue } from './timer-queue.ts';

/** One operator with the states of all its keys. */
export interface AllKeysDriver extends StepDriver {
  /** How many keys have state. */
  size(): number;
  /** States by key, in the order of the keys. */
  encode(): Json;
  decode(encoded: Json, watermark: EventTime): void;
}

interface Entry {
  readonly key: string;
  readonly state: unknown;
  /** The time at which the entry is in the queue; `END_OF_TIME` if it is not. */
  timer: EventTime;
}

interface Input {
  event: Event;
  time: EventTime;
  side: Side;
  order: number;
  reached: EventTime;
}

/** Drives an operator over all keys, in memory. */
export function allKeysDriver(
  operator: KeyedOperator<unknown>,
  out: DriverCollector,
): AllKeysDriver {
  const entries = new Map<string, Entry>();
  const timers = timerQueue<Entry>();
  const input: Input = { event: {}, time: 0, side: 'left', order: 0, reached: 0 };
  let watermark = BEGINNING_OF_TIME;

  /** Puts the entry in the queue for its next timer, and forgets it if it holds nothing. */
  function settle(entry: Entry): void {
    const next = operator.nextTimer(entry.state);
    if (next < entry.timer) {
      entry.timer = next;
      timers.add(next, entry);
    } else if (next === END_OF_TIME && operator.isEmpty(entry.state)) {
      entries.delete(entry.key);
      entry.timer = END_OF_TIME; // if it is in the queue, it has nothing to do there
    }
  }

  function fire(entry: Entry, at: EventTime): void {
    if (entry.timer !== at) return; // it was put forward, and has been here already
    entry.timer = END_OF_TIME;
    if (operator.nextTimer(entry.state) <= at) {
      out.key = entry.key;
      operator.onWatermark(entry.state, at, out);
    }
    settle(entry);
  }

  /** Gives the end to every key. Tables remain: a row of theirs has no end. */
  function end(): void {
    for (const entry of [...entries.values()].sort(byKey)) {
      out.key = entry.key;
      operator.onWatermark(entry.state, END_OF_TIME, out);
      if (operator.isEmpty(entry.state)) entries.delete(entry.key);
    }
  }

  return {
    get watermark() {
      return watermark;
    },
    nextTimer: () => timers.next(),

    onEvent(key, event, time, side, reached = watermark) {
      let entry = entries.get(key);
      if (entry === undefined) {
        entry = { key, state: operator.create(), timer: END_OF_TIME };
        entries.set(key, entry);
      }
      input.event = event;
      input.time = time;
      input.side = side;
      input.order++;
      input.reached = Math.max(reached, watermark);
      out.key = key;
      operator.onEvent(entry.state, input, watermark, out);
      settle(entry);
    },

    advance(to) {
      const steps = to === END_OF_TIME && operator.endsAtOnce === true ? BEGINNING_OF_TIME : to;
      for (let at = timers.next(); at <= steps && at !== END_OF_TIME; at = timers.next()) {
        watermark = Math.max(watermark, at);
        for (const entry of timers.take().sort(byKey)) fire(entry, at);
      }
      watermark = to;
      if (to === END_OF_TIME) end();
    },

    size: () => entries.size,
    encode: () => ({
      order: input.order,
      keys: [...entries.values()]
        .sort(byKey)
        .map(({ key, state }) => [key, operator.encode(state)]),
    }),
    decode(encoded, at) {
      const stored = encoded as { readonly order: number; readonly keys: [string, Json][] };
      input.order = stored.order;
      watermark = at;
      for (const [key, state] of stored.keys) {
        const entry = { key, state: operator.decode(state), timer: END_OF_TIME };
        entries.set(key, entry);
        settle(entry);
      }
    },
  };
}

const byKey = (a: Entry, b: Entry): number => (a.key < b.key ? -1 : Number(a.key > b.key));
