import type { Json } from '../aggregators/aggregator.ts';
import type { Event } from '../event.ts';
import { type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import type { Value } from '../value.ts';
import type { Accumulators, RowAggregate } from './accumulators.ts';
import type { KeyedOperator } from './keyed-operator.ts';
import { firstFrom, insertByTime, takeBefore } from './timed-buffer.ts';

export interface RollingSpec {
  readonly size: DurationMs;
  /** How long behind the watermark an event is still answered for. */
  readonly allowedLateness: DurationMs;
  readonly aggregate: RowAggregate;
  /** The event with what was aggregated as of it; `undefined` if an event cannot hold the values. */
  readonly result: (event: Event, values: Readonly<Record<string, Value>>) => Event | undefined;
}

interface Pane {
  /** Start of the pane. */
  readonly time: EventTime;
  readonly acc: Accumulators;
}

interface PaneState {
  /** By time. */
  readonly panes: Pane[];
}

/**
 * What the last `size` held as of each event, that event included, in panes of length `pane`.
 *
 * The answer for an event at `t` is made of the `size / pane` whole panes that end with the one of
 * `t`, as far as they have arrived. Error: events of up to one pane, on both ends: those of the
 * oldest pane that are not in it are left out, those of its own pane that lie after `t` are in.
 */
export function rollingByPanes(
  spec: RollingSpec & { readonly pane: DurationMs },
): KeyedOperator<PaneState> {
  const { size, pane, allowedLateness, aggregate, result } = spec;
  const keep = size + allowedLateness; // a pane that ends so far before the watermark is over

  return {
    encoding: 'rolling-panes/1',
    hold: allowedLateness,
    create: () => ({ panes: [] }),
    onEvent({ panes }, { event, time, order, reached }, _watermark, out) {
      if (time + allowedLateness < reached) return out.late(event, time);
      const start = Math.floor(time / pane) * pane + 0;
      let at = firstFrom(panes, start);
      if (panes[at]?.time !== start) insertByTime(panes, { time: start, acc: aggregate.create() });
      aggregate.add((panes[at] as Pane).acc, event, time, order);
      const sum = aggregate.create();
      for (; at >= 0 && (panes[at] as Pane).time > start - size; at--) {
        aggregate.combine(sum, (panes[at] as Pane).acc);
      }
      const answer = result(event, aggregate.present(sum));
      if (answer === undefined) out.overflow(event, time, 'value');
      else out.emit(answer, time);
    },
    onWatermark({ panes }, watermark) {
      takeBefore(panes, watermark - pane - keep + 1);
    },
    nextTimer: ({ panes: [first] }) =>
      first === undefined ? END_OF_TIME : first.time + pane + keep,
    isEmpty: ({ panes }) => panes.length === 0,
    encode: ({ panes }) => panes.map(({ time, acc }) => [time, aggregate.encode(acc)]),
    decode: (encoded) => ({
      panes: (encoded as readonly (readonly [number, Json])[]).map(([time, acc]) => ({
        time,
        acc: aggregate.decode(acc),
      })),
    }),
  };
}
