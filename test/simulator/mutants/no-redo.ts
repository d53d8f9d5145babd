import type { HeadStore } from '../../../lib/ports/head-store.ts';
import type { Mutation } from '../mutation.ts';

/** Takes every head for applied: what a process left undone stays undone. */
export const noRedo: Mutation = {
  ports: ({ heads, ...ports }) => {
    const read: HeadStore['read'] = async (task) => {
      const stored = await heads.read<never>(task);
      return stored && { ...stored, applied: stored.head.epoch };
    };
    return { ...ports, heads: { ...heads, read } };
  },
};
