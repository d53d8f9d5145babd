import { startSourceLane } from '../../../lib/runtime/speed/source-lane.ts';
import type { Mutation } from '../mutation.ts';

/** Remembers batches when they are first seen, as idempotency helpers do, and skips a retry. */
export const retryAsDuplicate: Mutation = {
  startSource: (world) => (pipeline, lane, ports) => {
    const inner = startSourceLane(pipeline, lane, ports);
    return {
      async take(shard, records) {
        const batch = `${shard}/${records.map(({ sequence }) => sequence).join()}`;
        if (world.tables.seen.has(batch)) return;
        world.tables.seen.set(batch, []);
        await inner.take(shard, records);
      },
    };
  },
};
