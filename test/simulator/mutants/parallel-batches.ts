import type { Mutation } from '../mutation.ts';

/** Two batches of a shard at once, split by key: they commit out of order. */
export const parallelBatches: Mutation = { parallelization: 2 };
