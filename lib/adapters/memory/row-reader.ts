import type { OutputType } from '../../core/aggregators/output-type.ts';
import { parseKey } from '../../core/key.ts';
import type { Value } from '../../core/value.ts';
import type { RowImage } from '../../ports/effects.ts';
import type { RowReader, ViewRow } from '../../ports/row-reader.ts';
import type { RowLayout } from '../dynamodb/row-item.ts';
import type { MemoryRowStore } from './row-store.ts';

/**
 * Rows of a store in memory.
 *
 * @param layouts - By view id.
 */
export function memoryRowReader(
  store: MemoryRowStore,
  layouts: ReadonlyMap<string, RowLayout>,
): RowReader {
  const rows = (fits: (image: RowImage) => boolean, withAccumulators = false): ViewRow[] =>
    store
      .rows()
      .filter((image) => image.mergedInto === undefined && fits(image))
      .map((image) => ({
        ...image,
        values: valuesOf(image, layouts.get(image.view)),
        acc: withAccumulators ? image.acc : null,
        capped: cappedIn(image, layouts.get(image.view)),
        run: null,
      }));

  return {
    rowsOfKey: async ({ view, key }, { from, to }, { withAccumulators, latest } = {}) =>
      rows(
        (row) => row.view === view && row.key === key && from <= row.start && row.start < to,
        withAccumulators,
      )
        .sort((a, b) => a.start - b.start)
        .slice(-(latest ?? Number.POSITIVE_INFINITY)),

    rowsOfWindow: async ({ view, start }, { withAccumulators } = {}) =>
      rows((row) => row.view === view && row.start === start, withAccumulators).sort((a, b) =>
        Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)),
      ),

    watermarks: async (view) => new Map(store.watermarks(view)),
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
