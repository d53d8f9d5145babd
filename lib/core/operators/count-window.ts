import type { Json } from '../aggregators/aggregator.ts';
import { EARLIEST_EVENT_TIME, END_OF_TIME, type EventTime, LATEST_EVENT_TIME } from '../time.ts';
import type { Window } from '../windows/window.ts';
import type { Accumulators, RowAggregate } from './accumulators.ts';
import type { Collector, KeyedOperator } from './keyed-operator.ts';
import type { Emission } from './window-operator.ts';

/** The window that contains every event. */
export const ALL_OF_TIME: Window = { start: EARLIEST_EVENT_TIME, end: LATEST_EVENT_TIME + 1 };

export interface CountSpec extends Pick<Emission, 'accumulation'> {
  /** A row is given after each so many events of a key; `Infinity`: only at the end. */
  readonly every: number;
  readonly aggregate: RowAggregate;
}

interface CountState {
  acc: Accumulators;
  /** Events since the last row. */
  count: number;
  any: boolean;
}

/**
 * Aggregates over all of time, with an early row after each `every` events of the key.
 *
 * When the stream ends, what has come since the last row gives the on-time row. No event is late.
 */
export function countWindow({
  every,
  accumulation,
  aggregate,
}: CountSpec): KeyedOperator<CountState> {
  function give(state: CountState, pane: 'early' | 'onTime', out: Collector): void {
    state.count = 0;
    out.row(ALL_OF_TIME, state.acc, pane);
    if (accumulation === 'discarding') state.acc = aggregate.create();
  }

  const create = (): CountState => ({ acc: aggregate.create(), count: 0, any: false });

  return {
    encoding: 'count-window/1',
    hold: 0,
    create,
    onEvent(state, { event, time, order }, _watermark, out) {
      state.any = true;
      aggregate.add(state.acc, event, time, order);
      state.count++;
      if (state.count >= every) give(state, 'early', out);
    },
    onWatermark(state, watermark: EventTime, out) {
      if (watermark !== END_OF_TIME || !state.any) return;
      if (state.count > 0) give(state, 'onTime', out);
      out.close(ALL_OF_TIME, state.acc);
      Object.assign(state, create());
    },
    nextTimer: () => END_OF_TIME,
    isEmpty: ({ any }) => !any,
    encode: ({ acc, count, any }) => (any ? [count, aggregate.encode(acc)] : null),
    decode: (encoded) => {
      if (encoded === null) return create();
      const [count, acc] = encoded as readonly [number, Json];
      return { acc: aggregate.decode(acc), count, any: true };
    },
    early(state, out) {
      if (state.count > 0 && accumulation === 'accumulating')
        out.row(ALL_OF_TIME, state.acc, 'early');
    },
  };
}
