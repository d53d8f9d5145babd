import type { Mutation, Place } from '../mutation.ts';
import { type MayReplace, simulatedRows } from '../ports/rows.ts';

const rowsThat = (mayReplace: MayReplace): Mutation => ({
  ports: (ports, { world, who }: Place) => {
    const { network, tables, watch } = world;
    return { ...ports, rows: simulatedRows({ network, who, tables, watch }, mayReplace) };
  },
});

/** Writes rows as they come: whoever is last wins, even if it was declared dead long ago. */
export const noFence = rowsThat(() => true);

const epochOf = (fence: string): string => fence.slice(fence.indexOf('|'));

/** Compares epochs alone, which begin again on every shard that replaces others. */
export const fenceWithoutGeneration = rowsThat((given, stored) => epochOf(given) > epochOf(stored));
