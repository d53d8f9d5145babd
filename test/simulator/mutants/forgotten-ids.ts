import type { Mutation } from '../mutation.ts';

/** Keeps the ids of events in the memory of a process alone. */
export const forgottenIds: Mutation = {
  ports: (ports) => ({ ...ports, seen: { ...ports.seen, put: async () => undefined } }),
};
