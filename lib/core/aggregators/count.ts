import type { Aggregator } from './aggregator.ts';

interface Count {
  n: number;
}

/**
 * How many values there were; without a field, how many events. Of nothing: 0.
 *
 * Error: none up to 2⁵³.
 */
export const count: Aggregator<unknown, Count, number> = {
  encoding: 'count/1',
  create: () => ({ n: 0 }),
  add: (acc) => {
    acc.n += 1;
  },
  combine: (into, from) => {
    into.n += from.n;
  },
  present: ({ n }) => n,
  encode: ({ n }) => n,
  decode: (encoded) => ({ n: Number(encoded) }),
};
