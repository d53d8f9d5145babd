import type { DeadLetter, DeadLetters } from '../../ports/dead-letters.ts';

/** Dead letters in this process, in the order in which they were first put. */
export function memoryDeadLetters(): DeadLetters & { stored(): readonly DeadLetter[] } {
  const letters = new Map<string, DeadLetter>();
  return {
    async put(more) {
      for (const letter of more) {
        const { stream, shard, record } = letter;
        const name = JSON.stringify([stream, shard, record.sequence, record.sub]);
        if (!letters.has(name)) letters.set(name, copyOf(letter));
      }
    },
    stored: () => [...letters.values()],
  };
}

/** With bytes of its own: a batch's array may be reused. */
function copyOf(letter: DeadLetter): DeadLetter {
  const { sequence, sub, arrival, partitionKey, data, start, end } = letter.record;
  const bytes = data.slice(start, end);
  const record = { sequence, sub, arrival, partitionKey };
  return { ...letter, record: { ...record, data: bytes, start: 0, end: bytes.length } };
}
