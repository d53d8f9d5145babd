import type { Head, HeadStore } from '../../../lib/ports/head-store.ts';

/**
 * Heads of the exchange lane that hold so many characters, or what cannot be cut any more: one result
 * and the state of one key.
 */
export const tightHeads = <T extends HeadStore>(heads: T, maxCharacters: number): T => ({
  ...heads,
  fill: (head) =>
    !isOfExchange(head) || isLeast(head) ? 0 : JSON.stringify(head.effects).length / maxCharacters,
});

const isOfExchange = ({ progress }: Head): boolean =>
  typeof progress === 'object' && progress !== null && 'board' in progress;

/** A step without state may give its event to a view and to other steps at once. */
const MOST_WITHOUT_STATE = 3;

function isLeast({ effects: { rows, records, late, messages, states } }: Head): boolean {
  const sent = messages.reduce((sum, { events }) => sum + events.length, 0);
  const most = states.length === 0 ? MOST_WITHOUT_STATE : 1;
  return rows.length + records.length + late.length + sent <= most && states.length <= 1;
}
