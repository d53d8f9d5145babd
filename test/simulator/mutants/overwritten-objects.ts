import type { Mutation } from '../mutation.ts';

/** Puts the lake's objects without `If-None-Match`: of two that have one name, the later stays. */
export const overwrittenObjects: Mutation = {
  lake: (lake, { world: { network, lake: objects }, who }) => ({
    ...lake,
    createObject: (name, bytes, metadata) =>
      network.call(who, `PutObject ${name}`, () => {
        objects.replace(name, bytes, metadata);
        return 'created' as const;
      }),
  }),
};
