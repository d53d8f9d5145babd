import type { Mutation } from '../mutation.ts';
import { simulatedHeads } from '../ports/heads.ts';

/** Puts heads without a condition: two processes that had the same one both go on. */
export const unconditionalHead: Mutation = {
  ports: (ports, { world, who }) => {
    const { network, tables, watch, scenario } = world;
    const maxCharacters = scenario.headCharacters;
    const heads = simulatedHeads(
      { network, who, tables, watch },
      { maxCharacters, isConditional: false },
    );
    return { ...ports, heads };
  },
};
