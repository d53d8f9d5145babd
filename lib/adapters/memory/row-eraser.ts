import type { Fields } from '../../core/field-type.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import type { RecordImage, RowImage } from '../../ports/effects.ts';
import type { ErasedPlace, ErasedShowing, RowEraser } from '../../ports/row-eraser.ts';
import { holds } from '../../runtime/erasure/holds.ts';
import type { RowLayout } from '../dynamodb/row-item.ts';
import type { MemoryRecordStore } from './record-store.ts';
import { shownIn } from './row-reader.ts';
import type { MemoryRowStore } from './row-store.ts';

/** How rows and records look, by view id. */
export interface Shapes {
  readonly layouts: ReadonlyMap<string, RowLayout>;
  readonly fields: ReadonlyMap<string, Fields>;
}

/** Takes rows and records out of stores in memory. */
export function memoryRowEraser(
  rows: MemoryRowStore,
  records: MemoryRecordStore,
  { layouts, fields }: Shapes,
): RowEraser {
  const rowsIn = (place: ErasedPlace): RowImage[] =>
    'stepKey' in place ? [] : rows.rows().filter((row) => isIn(row, place));
  const recordsIn = (place: ErasedPlace): RecordImage[] =>
    records.all().filter((record) => isIn(record, place));

  const rowShows = (row: RowImage, { columns, accumulators, texts }: ErasedShowing): boolean => {
    const values: Readonly<Record<string, unknown>> = shownIn(row, layouts.get(row.view)).values;
    return (
      columns.some((name) => holds(values[name], texts)) ||
      accumulators.some((i) => holds(row.acc[i], texts))
    );
  };
  const recordShows = (
    { view, record }: RecordImage,
    { columns, texts }: ErasedShowing,
  ): boolean => {
    const event = eventCodec(fields.get(view) ?? {}).decode(record);
    return columns.some((name) => holds(event[name], texts));
  };

  return {
    count: async (place) => rowsIn(place).length + recordsIn(place).length,
    async erase(place, showing) {
      const [some, others] = [rowsIn(place), recordsIn(place)];
      const mine = showing === undefined ? some : some.filter((row) => rowShows(row, showing));
      const made =
        showing === undefined ? others : others.filter((record) => recordShows(record, showing));
      rows.forget(mine);
      records.forget(made);
      return mine.length + made.length;
    },
    async eraseRows(unwanted) {
      rows.forget(unwanted);
    },
  };
}

function isIn(one: RowImage | RecordImage, place: ErasedPlace): boolean {
  if (one.view !== place.view) return false;
  if ('key' in place) return one.key === place.key;
  if (!('stepKey' in place)) return true;
  const { stepKey, range } = place;
  if (!('time' in one) || one.stepKey !== stepKey) return false;
  return range.from <= one.time && one.time < range.to;
}
