import type { Fields } from '../../core/field-type.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import type { RecordImage } from '../../ports/effects.ts';
import type { RecordHealer } from '../../ports/record-healer.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { contentText } from '../record-content.ts';
import { shownField } from '../shown-field.ts';

/** Records in memory. */
export interface MemoryRecordStore extends RecordStore, RecordHealer {
  all(): readonly RecordImage[];
}

interface Stored {
  readonly text: string;
  readonly run: string | null;
}

/** @param fields - Of the records of each view, by view id; only healing looks at them. */
export function memoryRecordStore(
  fields: ReadonlyMap<string, Fields> = new Map(),
): MemoryRecordStore {
  const records = new Map<string, Stored>();
  const imageOf = ({ text }: Stored): RecordImage => JSON.parse(text) as RecordImage;

  function add(image: RecordImage, run: string | null): void {
    const { view, key, time, id } = image;
    const name = JSON.stringify([view, key, time, id]);
    if (!records.has(name)) records.set(name, { text: JSON.stringify(image), run });
  }

  function contentOf({ view, time, record }: RecordImage): string {
    const types = fields.get(view) ?? {};
    const event = eventCodec(types).decode(record);
    const values = Object.entries(types).map(([name, { type }]) =>
      shownField(event[name] ?? null, type),
    );
    return contentText(time, values);
  }

  return {
    async append(more) {
      for (const record of more) add(record, null);
    },
    all: () => [...records.values()].map(imageOf),
    async readLive({ view, key }, { from, to }) {
      return [...records].flatMap(([name, stored]) => {
        const image = imageOf(stored);
        const isWanted = image.view === view && image.key === key;
        if (!isWanted || image.time < from || image.time >= to) return [];
        return [{ name, content: contentOf(image), run: stored.run }];
      });
    },
    contentOf,
    async put(record, run) {
      add(record, run);
    },
    async remove(_of, name) {
      records.delete(name);
    },
  };
}
