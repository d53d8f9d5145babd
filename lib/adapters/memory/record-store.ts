import type { RecordImage } from '../../ports/effects.ts';
import type { RecordStore } from '../../ports/record-store.ts';

/** Records in memory. */
export function memoryRecordStore(): RecordStore & { all(): readonly RecordImage[] } {
  const records = new Map<string, string>();
  return {
    async append(more) {
      for (const record of more) {
        const { view, key, time, id } = record;
        const name = JSON.stringify([view, key, time, id]);
        if (!records.has(name)) records.set(name, JSON.stringify(record));
      }
    },
    all: () => [...records.values()].map((text) => JSON.parse(text) as RecordImage),
  };
}
