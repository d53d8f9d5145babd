import type { Mutation } from '../mutation.ts';
import { NO_FENCE } from '../ports/states.ts';

/** Writes states and timers as they come, even those of somebody who was declared dead long ago. */
export const unfencedStates: Mutation = {
  ports: (ports) => ({
    ...ports,
    states: {
      ...ports.states,
      write: (task, changes) => ports.states.write(task, changes, NO_FENCE),
    },
  }),
};

/** Names a record by who puts it, and not by what it was made of. */
export const namelessRecords: Mutation = {
  ports: (ports, { world, who }) => ({
    ...ports,
    records: {
      append: (records, fence) =>
        ports.records.append(
          records.map((record) => ({ ...record, id: `${who.name} ${world.network.clock.now}` })),
          fence,
        ),
    },
  }),
};
