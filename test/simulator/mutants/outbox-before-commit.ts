import { fenceOf } from '../../../lib/ports/task.ts';
import type { Mutation } from '../mutation.ts';

/** Tells of late events, under the name of the epoch, before anybody knows whose epoch it is. */
export const outboxBeforeCommit: Mutation = {
  ports: ({ heads, ...ports }) => ({
    ...ports,
    heads: {
      ...heads,
      async commit(task, head, expected) {
        const { late } = head.effects;
        if (late.length > 0) await ports.late.put(task, fenceOf(head.gen, head.epoch), late);
        return heads.commit(task, head, expected);
      },
    },
  }),
};
