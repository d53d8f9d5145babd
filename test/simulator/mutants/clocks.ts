import { parseHeartbeat } from '../../../lib/core/heartbeat.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { startSourceLane } from '../../../lib/runtime/speed/source-lane.ts';
import type { Mutation } from '../mutation.ts';

/** Further than any clock is ahead. */
const ALWAYS = 400 * 86_400_000;

/** Believes every event time, however far it is beyond the arrival of its record. */
export const believedClocks: Mutation = {
  startSource: () => (pipeline, lane, ports) =>
    startSourceLane(pipeline, { ...lane, stream: { ...lane.stream, maxClockSkew: ALWAYS } }, ports),
};

const isHeartbeat = ({ data, start, end }: SourceRecord): boolean =>
  parseHeartbeat(data, start, end) !== undefined;

/** Believes what looks like a heartbeat, since only functions are to put them. */
export const believedHeartbeats: Mutation = {
  startSource: () => (pipeline, lane, ports) => {
    const running = startSourceLane(pipeline, lane, ports);
    return {
      take: (shard, records, budget) =>
        running.take(
          shard,
          records.map((record) =>
            isHeartbeat(record) ? { ...record, arrival: record.arrival + ALWAYS } : record,
          ),
          budget,
        ),
    };
  },
};
