import type { Slice } from './lane-board.ts';
import type { Pace } from './pace.ts';

/** What a bucket is given: messages, and how many timers it may ask in the same epoch. */
export interface ExchangeInput {
  readonly slices: readonly Slice[];
  readonly timers: number;
  readonly pace: Pace;
  /** Characters, where those of the pace were too many for a head. */
  readonly room?: number;
  /** Whether to go on with what is due when all messages are taken. */
  readonly goesOn: () => boolean;
}

/** Most keys that are asked in one epoch because time has passed. */
export const MAX_TIMERS = 1_000;

/** How much less room is tried when a head was too big. */
const STEP = 4;

/** The beginning of an input, with less room; the stage takes what has room. */
export function halves(input: ExchangeInput): readonly [ExchangeInput, ExchangeInput] | undefined {
  const room = input.room ?? input.pace.room();
  if (room <= 1) return undefined;
  return [{ ...input, room: Math.max(1, Math.floor(room / STEP)) }, input];
}
