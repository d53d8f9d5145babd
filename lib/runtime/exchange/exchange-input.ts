import type { Slice } from './lane-board.ts';

/** What a bucket is given: messages, and how many timers it may ask in the same epoch. */
export interface ExchangeInput {
  readonly slices: readonly Slice[];
  readonly timers: number;
  /** Most characters of what an epoch changes; the last thing that happens in it may take more. */
  readonly room?: number;
  /** Whether to go on with what is due when all messages are taken. */
  readonly goesOn: () => boolean;
}

/** Most keys that are asked in one epoch because time has passed. */
export const MAX_TIMERS = 1_000;

/** Most room of an epoch: more is not worth the memory. */
export const MAX_ROOM = 4_000_000;

/** What room is given by, in characters; who has least of it takes one thing, whatever that gives. */
export const ROOM_UNIT = 1_000;
