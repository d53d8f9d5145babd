import { isWithin, type SlotRange } from '../../core/slots.ts';
import { InvariantError } from '../../errors/invariant-error.ts';
import type { Slice } from './lane-board.ts';
import { WAKE } from './wake.ts';

/**
 * Refuses a message that a task would have to take and must not: it was replaced, or owns a part of the
 * message's slots only, so that nobody would take the rest (law L30).
 *
 * @param slots - Those of the task.
 */
export function refuseForeign({ message }: Slice, slots: SlotRange, isSealed?: boolean): void {
  if (message.lane === WAKE) return;
  const { lane, shard, epoch } = message;
  const what = `epoch ${epoch} of ${lane} on ${shard} is about slots ${shown(message.slots)}`;
  if (isSealed) {
    throw new InvariantError('L30', `${what}, and came after the shard's children have begun`);
  }
  if (!isWithin(message.slots, slots)) {
    throw new InvariantError(
      'L30',
      `${what}, but the shard owns ${shown(slots)}: it was split by other means than "millrace scale exchange"`,
    );
  }
}

const shown = ({ from, to }: SlotRange): string => `${from}–${to - 1}`;
