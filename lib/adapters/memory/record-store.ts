import type { Fields } from '../../core/field-type.ts';
import type { RecordImage } from '../../ports/effects.ts';
import type { LiveRecord, RecordHealer } from '../../ports/record-healer.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { StartRange } from '../../ports/row-reader.ts';
import { recordContent } from '../dynamodb/record-content.ts';

/** Records in memory. */
export interface MemoryRecordStore extends RecordStore, RecordHealer {
  all(): readonly RecordImage[];
  /** Takes records away. */
  forget(unwanted: readonly RecordImage[]): void;
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
    const name = nameOf(image);
    if (!records.has(name)) records.set(name, { text: JSON.stringify(image), run });
  }

  const contentOf = (image: RecordImage): string =>
    recordContent(image, fields.get(image.view) ?? {});

  const live = (
    isWanted: (image: RecordImage) => boolean,
    { from, to }: StartRange,
  ): LiveRecord[] =>
    [...records].flatMap(([name, stored]) => {
      const image = imageOf(stored);
      if (!isWanted(image) || image.time < from || image.time >= to) return [];
      const { key, stepKey = null } = image;
      return [{ name, key, stepKey, content: contentOf(image), run: stored.run }];
    });

  return {
    async append(more) {
      for (const record of more) add(record, null);
    },
    all: () => [...records.values()].map(imageOf),
    forget(unwanted) {
      for (const image of unwanted) records.delete(nameOf(image));
    },
    readLive: async ({ view, key }, range) =>
      live((image) => image.view === view && image.key === key, range),
    readMade: async ({ view, stepKey }, range) =>
      live((image) => image.view === view && image.stepKey === stepKey, range),
    contentOf,
    async put(record, run) {
      add(record, run);
    },
    async remove(_of, name) {
      records.delete(name);
    },
  };
}

const nameOf = ({ view, key, time, id }: RecordImage): string =>
  JSON.stringify([view, key, time, id]);
