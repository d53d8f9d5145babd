import type { Json } from '../aggregators/aggregator.ts';
import type { Event } from '../event.ts';
import { END_OF_TIME } from '../time.ts';
import type { EventCodec } from './event-codec.ts';
import type { Joiner } from './interval-join.ts';
import type { KeyedOperator, Side } from './keyed-operator.ts';

/** What every join of a stream (left) with a table (right) needs to know. */
export interface TableJoinSpec {
  /** `left` gives events without a row in the table too. */
  readonly type: 'inner' | 'left';
  readonly joiner: Joiner;
  /** Whether the table event says that its key has no row any more. */
  readonly removes: (event: Event) => boolean;
  readonly codecs: Readonly<Record<Side, EventCodec>>;
  /** Whether an event sees the row; it sees any without it. */
  readonly matches?: (event: Event, row: Event) => boolean;
}

/** The row, if an event sees it. */
export const seenRow = (
  event: Event,
  row: Event | undefined,
  matches: TableJoinSpec['matches'],
): Event | undefined =>
  row === undefined || matches === undefined || matches(event, row) ? row : undefined;

interface RowState {
  row: Event | undefined;
}

/**
 * Joins each event with the row that its key has when the event arrives.
 *
 * Only events of the stream give results; whichever event of the table arrives last is the row. No
 * event is late here: one that lies behind the watermark is so for whoever reads the results.
 */
export function arrivalTableJoin(spec: TableJoinSpec): KeyedOperator<RowState> {
  const { type, joiner, removes, codecs, matches } = spec;
  return {
    encoding: 'table-row/1',
    hold: 0,
    create: () => ({ row: undefined }),
    onEvent(state, { event, time, side }, _watermark, out) {
      if (side === 'right') state.row = removes(event) ? undefined : event;
      else {
        const row = seenRow(event, state.row, matches);
        if (row !== undefined || type === 'left') out.emit(joiner(event, row, time), time);
      }
    },
    onWatermark: () => undefined,
    nextTimer: () => END_OF_TIME,
    isEmpty: ({ row }) => row === undefined,
    encode: ({ row }) => (row === undefined ? null : codecs.right.encode(row)),
    decode: (encoded: Json) => ({
      row: encoded === null ? undefined : codecs.right.decode(encoded),
    }),
  };
}
