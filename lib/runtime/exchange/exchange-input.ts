import type { Slice } from './lane-board.ts';

/** What a bucket is given: messages, and how many timers it may ask in the same epoch. */
export interface ExchangeInput {
  readonly slices: readonly Slice[];
  readonly timers: number;
}

/** Most keys that are asked in one epoch because time has passed. */
export const MAX_TIMERS = 1_000;

/** First without timers, then fewer messages, then a part of one; without messages, fewer timers. */
export function halves(input: ExchangeInput): readonly [ExchangeInput, ExchangeInput] | undefined {
  const { slices, timers } = input;
  const [slice] = slices;
  if (slice === undefined) {
    return timers > 1 ? [{ slices, timers: timers >> 1 }, input] : undefined;
  }
  if (timers > 0)
    return [
      { slices, timers: 0 },
      { slices: [], timers },
    ];
  const middle = slices.length >> 1;
  if (middle > 0) {
    return [
      { slices: slices.slice(0, middle), timers },
      { slices: slices.slice(middle), timers },
    ];
  }
  if (slice.to - slice.from < 2) return undefined;
  const cut = (slice.from + slice.to) >> 1;
  return [
    { slices: [{ ...slice, to: cut }], timers },
    { slices: [{ ...slice, from: cut }], timers },
  ];
}
