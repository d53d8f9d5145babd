import type { Mutation } from '../mutation.ts';

/** Remembers the ids of events without their partition keys. */
export const keylessIds: Mutation = {
  ports: (ports) => ({
    ...ports,
    seen: { ...ports.seen, nameOf: (_key, id) => ports.seen.nameOf('', id) },
  }),
};
