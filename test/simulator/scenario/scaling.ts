import { type Input, START } from './scenario.ts';

/** Numbers of shards that somebody wants the exchange to have. */
export const SIZES = [1, 2, 4, 8, 16];

/** Of so many runs one has an exchange that grows from its beginning to sixteen shards, and shrinks again. */
export const SCALED_EVERY = 12;

/** Virtual milliseconds after the beginning, and shards. */
const GROWTH = [
  [4_500, 16],
  [54_000, 2],
  [81_000, 4],
] as const;

/** The same inputs, and somebody who scales the exchange meanwhile. */
export const withScaling = (inputs: readonly Input[]): Input[] =>
  [
    ...inputs,
    ...GROWTH.map(([after, to]): Input => ({ kind: 'scale', at: START + after, to })),
  ].sort((a, b) => a.at - b.at);
