import type { OutputType } from '../../core/aggregators/output-type.ts';
import type { Fields } from '../../core/field-type.ts';
import { parseKey } from '../../core/key.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import type { Value } from '../../core/value.ts';
import type { RecordImage, RowImage } from '../../ports/effects.ts';
import type { RowReader, ViewRow } from '../../ports/row-reader.ts';
import type { RowLayout } from '../dynamodb/row-item.ts';
import { shownField } from '../shown-field.ts';
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
        id: pane ?? '',
        row: {
          ...image,
          values: valuesOf(image, layouts.get(image.view)),
          acc: withAccumulators ? image.acc : null,
          capped: cappedIn(image, layouts.get(image.view)),
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

function recordRow({ view, key, time, record, updatedAt }: RecordImage, fields: Fields): ViewRow {
  const event = eventCodec(fields).decode(record);
  const values = Object.entries(fields).map(([name, { type }]): [string, Value] => [
    name,
    shownField(event[name] ?? null, type),
  ]);
  const end = Number(event['windowEnd'] ?? time);
  return {
    ...{ view, key, start: time, end, updatedAt, values: Object.fromEntries(values) },
    ...{ acc: null, capped: [], run: null },
  };
}

function valuesOf({ key, acc }: RowImage, layout: RowLayout | undefined): ViewRow['values'] {
  if (layout === undefined) return {};
  const { keyFields, keyTypes, aggregates } = layout;
  const parsed = parseKey(key, keyTypes);
  const grouping = keyFields.map((field, i): [string, Value] => [
    field,
    inColumn(parsed?.[i] ?? null, keyTypes[i]),
  ]);
  const results = Object.entries(aggregates).map(
    ([name, { aggregator, output }], i): [string, Value] => [
      name,
      inColumn(aggregator.present(aggregator.decode(acc[i] ?? null)), output),
    ],
  );
  return Object.fromEntries([...grouping, ...results]);
}

const cappedIn = ({ acc }: RowImage, layout: RowLayout | undefined): string[] =>
  Object.entries(layout?.aggregates ?? {})
    .filter(([, { aggregator }], i) => aggregator.isCapped?.(aggregator.decode(acc[i] ?? null)))
    .map(([name]) => name)
    .toSorted();

/** Whole numbers of a `bigint` column are presented as numbers where they fit one. */
function inColumn(value: Value, type: OutputType | undefined): Value {
  if (typeof value !== 'number') return value;
  if (type?.kind === 'bigint') return BigInt(value);
  return type?.kind === 'decimal' ? { units: BigInt(value), scale: type.scale } : value;
}
