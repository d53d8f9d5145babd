import type { Mutation } from '../mutation.ts';

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
