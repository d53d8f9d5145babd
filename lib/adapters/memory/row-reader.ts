import type { Fields } from '../../core/field-type.ts';
import { formatInstant } from '../../core/instant.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import type { Value } from '../../core/value.ts';
import type { RecordImage, RowImage } from '../../ports/effects.ts';
import type { RowReader, ViewRow } from '../../ports/row-reader.ts';
import { storedRecord } from '../dynamodb/record-store.ts';
import { type RowLayout, shownRow } from '../dynamodb/row-item.ts';
import { valueFrom } from '../dynamodb/value-from.ts';
import type { MemoryRowStore } from './row-store.ts';

/** Records, and the fields that they have in each view, by view id. */
export interface ReadableRecords {
  readonly fields: ReadonlyMap<string, Fields>;
  all(): readonly RecordImage[];
}

/** A row, and what tells it from others of its key and instant. */
interface Found {
  readonly id: string;
  readonly row: ViewRow;
}

/**
 * Rows and records of stores in memory.
 *
 * @param layouts - By view id.
 */
export function memoryRowReader(
  store: MemoryRowStore,
  layouts: ReadonlyMap<string, RowLayout>,
  records?: ReadableRecords,
): RowReader {
  const rows = (fits: (row: RowImage) => boolean, withAccumulators = false): Found[] =>
    store
      .rows()
      .filter((image) => image.mergedInto === undefined && fits(image))
      .map(({ pane, ...image }) => ({
        id: pane ?? (image.since === undefined ? '' : formatInstant(image.since)),
        row: {
          ...image,
          ...shownIn(image, layouts.get(image.view)),
          acc: withAccumulators ? image.acc : null,
          run: store.runOf(pane === undefined ? image : { ...image, pane }),
        },
      }));
  const recordsOf = (view: string, key: string): Found[] =>
    (records?.all() ?? [])
      .filter((image) => image.view === view && image.key === key)
      .map((image) => ({ id: image.id, row: recordRow(image, records?.fields.get(view) ?? {}) }));

  return {
    rowsOfKey: async ({ view, key }, { from, to }, { withAccumulators, latest } = {}) =>
      [
        ...rows((row) => row.view === view && row.key === key, withAccumulators),
        ...recordsOf(view, key),
      ]
        .filter(({ row: { start } }) => from <= start && start < to)
        .sort((a, b) => a.row.start - b.row.start || byBytes(a.id, b.id))
        .map(({ row }) => row)
        .slice(-(latest ?? Number.POSITIVE_INFINITY)),

    rowsOfWindow: async ({ view, start }, { withAccumulators } = {}) =>
      rows((row) => row.view === view && row.start === start, withAccumulators)
        .map(({ row }) => row)
        .sort((a, b) => byBytes(a.key, b.key)),

    watermarks: async (view) => new Map(store.watermarks(view)),
  };
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function recordRow(image: RecordImage, fields: Fields): ViewRow {
  const { view, key, time, record, updatedAt } = image;
  const { item } = storedRecord(image, fields, { fence: '' });
  const values = Object.entries(fields).map(([name, { type }]): [string, Value] => [
    name,
    valueFrom(item[name], type),
  ]);
  const event = eventCodec(fields).decode(record);
  const end = Number(event['windowEnd'] ?? time);
  const truncated = (item['truncated']?.SS ?? []).toSorted();
  return {
    ...{ view, key, start: time, end, updatedAt, values: Object.fromEntries(values) },
    ...{ acc: null, capped: [], truncated, run: null },
  };
}

/** What a table would show, cut where it would be. */
export function shownIn(image: RowImage, layout: RowLayout | undefined) {
  if (layout === undefined) return { values: {}, capped: [], truncated: [] };
  const { item, capped, truncated } = shownRow(image, layout);
  const { keyFields, keyTypes, aggregates } = layout;
  const types = Object.fromEntries([
    ...keyFields.map((name, i) => [name, keyTypes[i]] as const),
    ...Object.entries(aggregates).map(([name, { output }]) => [name, output] as const),
  ]);
  const values = Object.entries(item).map(([name, shown]) => [name, valueFrom(shown, types[name])]);
  return { values: Object.fromEntries(values), capped: capped.toSorted(), truncated };
}
