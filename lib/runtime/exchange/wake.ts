import type { SlotRange } from '../../core/slots.ts';
import type { ExchangeMessage } from '../../ports/effects.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Slice } from './lane-board.ts';

/** Name of no lane: a task sends itself a message by it. */
export const WAKE = 'wake';

/**
 * A message to the task itself: it comes behind all that waits on its shard, and has it go on with
 * what is left then. So work that is put off and messages of others alternate.
 */
export const wakeMessage = (
  { shard }: TaskId,
  slots: SlotRange,
  { gen, epoch, arrival }: Pick<ExchangeMessage, 'gen' | 'epoch' | 'arrival'>,
): ExchangeMessage => ({
  ...{ lane: WAKE, shard, gen, epoch, arrival },
  ...{ part: 0, parts: 1, slots, watermark: null, deltas: [], events: [] },
});

/** The epoch whose message is still under way, if one is. */
export const stillUnderWay = (sentBy: number | null, slices: readonly Slice[]): number | null =>
  sentBy !== null && slices.some(({ message: { lane, epoch } }) => lane === WAKE && epoch >= sentBy)
    ? null
    : sentBy;
