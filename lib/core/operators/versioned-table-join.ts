import type { Json } from '../aggregators/aggregator.ts';
import type { Event } from '../event.ts';
import { type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import type { Collector, KeyedOperator } from './keyed-operator.ts';
import { seenRow, type TableJoinSpec } from './table-join.ts';
import { firstFrom, insertByTime, takeBefore } from './timed-buffer.ts';
import { decodeTimed, encodeTimed, type TimedEvent } from './timed-events.ts';

export interface VersionedTableJoinSpec extends TableJoinSpec {
  /**
   * How long after its own time an event waits for the table; `undefined`: it does not wait.
   *
   * It is joined when the watermark reaches its time plus this.
   */
  readonly grace: DurationMs | undefined;
  /** How far back versions are known, behind the watermark; at least `grace`. */
  readonly history: DurationMs;
  readonly maxEvents: number;
  readonly maxVersions: number;
}

/** What the row was from `time` on; `row` is `undefined` where there was none. */
interface Version {
  readonly time: EventTime;
  readonly row: Event | undefined;
}

interface TableState {
  /** By time, each time once. */
  readonly versions: Version[];
  /** By time, then by arrival. */
  readonly waiting: TimedEvent[];
}

type Stored = readonly [versions: readonly (readonly [time: number, row: Json])[], waiting: Json];

/**
 * Joins each event with the row that its key had at the time of the event.
 *
 * A version holds from its own time on, that time included; of two with the same time the one that
 * arrived last holds. Only events of the stream give results. An event is late if versions of its
 * time may have been forgotten; so is a version that no event can see any more.
 */
export function versionedTableJoin(spec: VersionedTableJoinSpec): KeyedOperator<TableState> {
  const { type, joiner, removes, codecs, grace, history, maxEvents, maxVersions, matches } = spec;

  function join({ versions }: TableState, { event, time }: TimedEvent, out: Collector): void {
    const row = seenRow(event, versions[firstFrom(versions, time + 1) - 1]?.row, matches);
    if (row !== undefined || type === 'left') out.emit(joiner(event, row, time), time);
  }

  function addVersion({ versions }: TableState, version: Version): void {
    const at = firstFrom(versions, version.time);
    const isSame = versions[at]?.time === version.time;
    versions.splice(at, isSame ? 1 : 0, version);
  }

  /** Forgets the versions that end before what must be known; the first may then be no row at all. */
  function forget({ versions }: TableState, horizon: EventTime): void {
    versions.splice(0, Math.max(0, firstFrom(versions, horizon + 1) - 1));
    const [first] = versions;
    if (first !== undefined && first.row === undefined && first.time <= horizon) versions.shift();
  }

  /** The horizon at which something can be forgotten. */
  function forgetAt({ versions }: TableState): EventTime {
    const [first, second] = versions;
    if (first === undefined) return END_OF_TIME;
    return first.row === undefined ? first.time : (second?.time ?? END_OF_TIME);
  }

  return {
    encoding: 'table-versions/1',
    hold: grace ?? 0,
    create: () => ({ versions: [], waiting: [] }),

    onEvent(state, { event, time, side, reached }, watermark, out) {
      if (time + history < reached) return out.late(event, time);
      if (side === 'left') {
        if (grace === undefined || time + grace <= watermark) join(state, { event, time }, out);
        else if (state.waiting.length >= maxEvents) out.overflow(event, time, 'events');
        else insertByTime(state.waiting, { time, event });
      } else if (state.versions.length >= maxVersions) out.overflow(event, time, 'versions');
      else addVersion(state, { time, row: removes(event) ? undefined : event });
    },

    onWatermark(state, watermark, out) {
      const ready = takeBefore(state.waiting, watermark - (grace ?? 0) + 1);
      for (const waiting of ready) join(state, waiting, out);
      forget(state, watermark - history);
    },

    nextTimer: (state) =>
      Math.min((state.waiting[0]?.time ?? END_OF_TIME) + (grace ?? 0), forgetAt(state) + history),
    isEmpty: ({ versions, waiting }) => versions.length === 0 && waiting.length === 0,

    encode: ({ versions, waiting }) => [
      versions.map(({ time, row }) => [time, row === undefined ? null : codecs.right.encode(row)]),
      encodeTimed(waiting, codecs.left),
    ],
    decode(encoded) {
      const [versions, waiting] = encoded as unknown as Stored;
      return {
        versions: versions.map(([time, row]) => ({
          time,
          row: row === null ? undefined : codecs.right.decode(row),
        })),
        waiting: decodeTimed(waiting, codecs.left),
      };
    },
  };
}
