import type { ExchangeShard } from '../../../lib/ports/exchange.ts';
import type { Ports } from '../cloud/lanes.ts';
import type { Mutation } from '../mutation.ts';

const withShards = (change: (shard: ExchangeShard) => ExchangeShard): Mutation => ({
  ports: (ports): Ports => ({
    ...ports,
    exchange: {
      ...ports.exchange,
      shards: async () => (await ports.exchange.shards()).map(change),
    },
  }),
});

/** Splits shards of the exchange while lanes still address both halves as one. */
export const lanesNotWaitedFor: Mutation = {
  scaling: (ports) => ({ ...ports, levels: async () => [] }),
};

/** A shard of the exchange knows nothing of those that it replaces. */
export const nothingInherited = withShards((shard) => ({ ...shard, parents: [] }));

/** A shard that was merged of two takes over from one of them. */
export const oneParentOnly = withShards((shard) => ({
  ...shard,
  parents: shard.parents.slice(0, 1),
}));

/** Timers stay below the tasks that have set them, and nobody looks there. */
export const timersLeftBehind: Mutation = {
  ports: (ports): Ports => ({
    ...ports,
    states: {
      ...ports.states,
      due: async (task, query) =>
        query.isAskedFor === undefined ? ports.states.due(task, query) : { timers: [], next: null },
    },
  }),
};
