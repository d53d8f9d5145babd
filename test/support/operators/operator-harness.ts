import type { Json } from '../../../lib/core/aggregators/aggregator.ts';
import type { Event } from '../../../lib/core/event.ts';
import type { Accumulators, RowAggregate } from '../../../lib/core/operators/accumulators.ts';
import type { Collector, KeyedOperator, Side } from '../../../lib/core/operators/keyed-operator.ts';
import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../../lib/core/time.ts';
import type { Window } from '../../../lib/core/windows/window.ts';

/** One thing that an operator said, with the watermark that had been reached before. */
export interface Said {
  readonly what: 'row' | 'retract' | 'close' | 'emit' | 'late' | 'overflow';
  readonly window?: readonly [start: EventTime, end: EventTime];
  readonly pane?: string;
  readonly values?: unknown;
  readonly record?: Event;
  readonly time?: EventTime;
  readonly cap?: string;
}

/** An operator with the state of one key, driven by hand. */
export interface Harness {
  readonly said: Said[];
  readonly watermark: EventTime;
  /** @param more - `ahead`: how much farther than the watermark its source is. */
  event(time: EventTime, fields?: Event, side?: Side, more?: { readonly ahead: number }): Said[];
  /** Lets time pass through every timer on the way, as a driver does. */
  pass(to: EventTime): Said[];
  end(): Said[];
  /** Writes the state down as JSON text and takes it up again. */
  restore(): void;
  encoded(): Json;
  isEmpty(): boolean;
  nextTimer(): EventTime;
}

/** A state that was stored, and how far time had come. */
export interface StoredState {
  readonly state: Json;
  readonly watermark: EventTime;
}

/** @param aggregate - Shows what rows hold; without it their accumulators are left out. */
export function harness<S>(
  operator: KeyedOperator<S>,
  aggregate?: RowAggregate,
  stored?: StoredState,
): Harness {
  let state = stored === undefined ? operator.create() : operator.decode(stored.state);
  let watermark = stored?.watermark ?? BEGINNING_OF_TIME;
  let order = 0;
  const said: Said[] = [];
  const about = (what: 'row' | 'close', { start, end }: Window, acc: Accumulators): Said => ({
    what,
    window: [start, end],
    ...(aggregate === undefined ? {} : { values: aggregate.present(acc) }),
  });
  const out: Collector = {
    key: 'k',
    row: (window, acc, pane) => void said.push({ ...about('row', window, acc), pane }),
    close: (window, acc) => void said.push(about('close', window, acc)),
    retract: ({ start, end }) => void said.push({ what: 'retract', window: [start, end] }),
    emit: (record, time) => void said.push({ what: 'emit', record, time }),
    late: (event, time) => void said.push({ what: 'late', record: event, time }),
    overflow: (event, time, cap) => void said.push({ what: 'overflow', record: event, time, cap }),
  };
  const since = (from: number): Said[] => said.slice(from);

  const self: Harness = {
    said,
    get watermark() {
      return watermark;
    },
    event(time, fields = {}, side = 'left', { ahead } = { ahead: 0 }) {
      const from = said.length;
      const event = { at: time, ...fields };
      const input = { event, time, side, order: order++, reached: watermark + ahead };
      operator.onEvent(state, input, watermark, out);
      return since(from);
    },
    pass(to) {
      const from = said.length;
      for (let at = operator.nextTimer(state); at <= to && at !== END_OF_TIME; ) {
        operator.onWatermark(state, at, out);
        at = operator.nextTimer(state);
      }
      watermark = Math.max(watermark, to);
      return since(from);
    },
    end() {
      const from = said.length;
      if (operator.endsAtOnce !== true) self.pass(Number.MAX_SAFE_INTEGER);
      watermark = END_OF_TIME;
      operator.onWatermark(state, END_OF_TIME, out);
      return since(from);
    },
    restore() {
      state = operator.decode(JSON.parse(JSON.stringify(operator.encode(state))));
    },
    encoded: () => operator.encode(state),
    isEmpty: () => operator.isEmpty(state),
    nextTimer: () => operator.nextTimer(state),
  };
  return self;
}
