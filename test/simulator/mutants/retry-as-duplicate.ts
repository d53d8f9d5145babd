import { startSourceLane } from '../../../lib/runtime/speed/source-lane.ts';
import type { World } from '../cloud/world.ts';
import type { Mutation } from '../mutation.ts';

const seen = new WeakMap<World, Set<string>>();

/** Remembers batches when they are first seen, as idempotency helpers do, and skips a retry. */
export const retryAsDuplicate: Mutation = {
  startSource: (world) => (pipeline, lane, ports) => {
    const known = seen.get(world) ?? new Set();
    seen.set(world, known);
    const inner = startSourceLane(pipeline, lane, ports);
    return {
      async take(shard, records) {
        const batch = `${shard}/${records.map(({ sequence }) => sequence).join()}`;
        if (known.has(batch)) return;
        known.add(batch);
        await inner.take(shard, records);
      },
    };
  },
};
