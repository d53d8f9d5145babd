import type { HeadStore } from '../../../lib/ports/head-store.ts';
import type { Mutation } from '../mutation.ts';

/** Takes what it is given whole, however little time is left. */
export const timeIgnored: Mutation = {
  remaining: () => () => Number.POSITIVE_INFINITY,
};

/** Takes all of a kind for applied of which some was. */
export const reachedTooFar: Mutation = {
  ports: ({ heads, ...ports }) => {
    const read: HeadStore['read'] = async (task) => {
      const stored = await heads.read<never>(task);
      const reached = Object.entries(stored?.reached ?? {}).map(([kind, n]) => [kind, n * 2]);
      return stored && { ...stored, reached: Object.fromEntries(reached) };
    };
    return { ...ports, heads: { ...heads, read } };
  },
};

/** Commits epochs of any size. */
export const unmeasuredHeads: Mutation = {
  ports: (ports) => ({ ...ports, heads: { ...ports.heads, fill: () => 0 } }),
};
