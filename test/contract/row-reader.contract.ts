import { describe, expect, test } from '@jest/globals';
import type { RowLayout } from '../../lib/adapters/dynamodb/row-item.ts';
import {
  BEGINNING_OF_TIME,
  EARLIEST_EVENT_TIME,
  END_OF_TIME,
  LATEST_EVENT_TIME,
} from '../../lib/core/time.ts';
import type { DecimalValue } from '../../lib/core/value.ts';
import type { Column, RowReader } from '../../lib/ports/row-reader.ts';
import type { RowStore } from '../../lib/ports/row-store.ts';
import {
  ALL,
  accOf,
  COLUMNS,
  EVER,
  FEW,
  HOUR,
  LAYOUTS,
  sale,
} from '../support/rows/sample-rows.ts';

/** A reader, and the store whose rows it reads. */
export interface ReadableRows {
  readonly reader: RowReader;
  readonly store: RowStore;
}

export type CreateRows = (
  layouts: ReadonlyMap<string, RowLayout>,
  columns: ReadonlyMap<string, readonly Column[]>,
) => Promise<ReadableRows>;

const byUnits = (a: unknown, b: unknown): number =>
  Number((a as DecimalValue).units - (b as DecimalValue).units);

/** What every reader of rows must do. An adapter's test is this call and nothing that repeats it. */
export function rowReaderContract(name: string, create: CreateRows): void {
  const rows = () => create(LAYOUTS, COLUMNS);

  describe(`${name} keeps the RowReader contract`, () => {
    test('has nothing of a view that nobody has written to, and that is no error', async () => {
      const { reader } = await rows();

      expect(await reader.rowsOfKey({ view: 'sums', key: 'a' }, EVER)).toEqual([]);
      expect(await reader.rowsOfWindow({ view: 'sums', start: 0 })).toEqual([]);
      expect(await reader.watermarks('sums')).toEqual(new Map());
    });

    test('gives a row with its window, its values and when it changed', async () => {
      const { reader, store } = await rows();
      await store.write([sale('a', HOUR)], '1');

      const found = await reader.rowsOfKey({ view: 'sums', key: 'a' }, EVER);

      expect(found).toEqual([
        {
          view: 'sums',
          key: 'a',
          start: HOUR,
          end: 2 * HOUR,
          updatedAt: HOUR + 5,
          values: { name: 'a', lines: 1, revenue: { units: 1_500n, scale: 3 } },
          acc: null,
          capped: [],
          truncated: [],
          run: null,
        },
      ]);
    });

    test('gives the parts of a pane behind it, by key and by window, in the years before the first too', async () => {
      const { reader, store } = await rows();
      const sinces = [EARLIEST_EVENT_TIME - HOUR, -HOUR, 0];
      const parts = sinces.map((since) => ({ ...sale('a', HOUR), since }));
      await store.write([...parts, sale('a', HOUR), sale('a', 2 * HOUR)], '1');

      const [first, ...found] = await reader.rowsOfKey({ view: 'sums', key: 'a' }, EVER);
      const ofWindow = await reader.rowsOfWindow({ view: 'sums', start: HOUR });

      expect(first).not.toHaveProperty('since');
      expect(found.map(({ start, since }) => [start, since])).toEqual([
        ...sinces.map((since) => [HOUR, since]),
        [2 * HOUR, undefined],
      ]);
      expect(new Set(ofWindow.map(({ since }) => since))).toEqual(new Set([undefined, ...sinces]));
    });

    test('gives the rows of one key in the order of their windows, before 1970 too', async () => {
      const { reader, store } = await rows();
      const starts = [HOUR, -HOUR, 0, 30 * HOUR, (-900_000 * HOUR) / 24];
      await store.write(
        starts.map((start) => sale('a', start)),
        '1',
      );
      await store.write([sale('b', 0), sale('a#', 0)], '1');

      const found = await reader.rowsOfKey({ view: 'sums', key: 'a' }, EVER);

      expect(found.map(({ start }) => start)).toEqual([...starts].sort((x, y) => x - y));
    });

    test('takes a range of starts from its first to before its last', async () => {
      const { reader, store } = await rows();
      await store.write(
        [0, 1, 2, 3].map((n) => sale('a', n * HOUR)),
        '1',
      );
      const of = async (from: number, to: number) =>
        (await reader.rowsOfKey({ view: 'sums', key: 'a' }, { from, to })).map(
          ({ start }) => start / HOUR,
        );

      expect(await of(HOUR, 3 * HOUR)).toEqual([1, 2]);
      expect(await of(HOUR, 3 * HOUR + 1)).toEqual([1, 2, 3]);
      expect(await of(HOUR + 1, 3 * HOUR)).toEqual([2]);
      expect(await of(2 * HOUR, 2 * HOUR)).toEqual([]);
      expect(await of(3 * HOUR, HOUR)).toEqual([]);
    });

    test('gives the last rows of a range, still in the order of their windows', async () => {
      const { reader, store } = await rows();
      await store.write(
        [0, 1, 2, 3].map((n) => sale('a', n * HOUR)),
        '1',
      );
      const of = async (to: number, latest: number) => {
        const range = { from: BEGINNING_OF_TIME, to };
        const found = await reader.rowsOfKey({ view: 'sums', key: 'a' }, range, { latest });
        return found.map(({ start }) => start / HOUR);
      };

      expect(await of(END_OF_TIME, 2)).toEqual([2, 3]);
      expect(await of(2 * HOUR, 1)).toEqual([1]);
      expect(await of(2 * HOUR, 9)).toEqual([0, 1]);
      expect(await of(0, 1)).toEqual([]);
    });

    test('gives no session that was merged into another, also where few are asked for', async () => {
      const { reader, store } = await rows();
      const all = [0, 1, 2].map((n) => sale('a', n * HOUR));
      await store.write(all, '1');
      await store.write(
        all.slice(1).map((row) => ({ ...row, acc: [], mergedInto: 0 })),
        '2',
      );

      const found = await reader.rowsOfKey({ view: 'sums', key: 'a' }, EVER, { latest: 2 });

      expect(found.map(({ start }) => start)).toEqual([0]);
      expect(await reader.rowsOfWindow({ view: 'sums', start: HOUR })).toEqual([]);
    });

    test('gives every pane of a window', async () => {
      const { reader, store } = await rows();
      const first = sale('a', HOUR);
      const later = sale('a', HOUR, 500);
      await store.write([first, { ...later, pane: '7/0/0.0/1' }, { ...later, pane: '8' }], '1');

      const ofKey = await reader.rowsOfKey(first, { from: HOUR, to: HOUR + 1 });
      const ofWindow = await reader.rowsOfWindow(first);

      for (const found of [ofKey, ofWindow]) {
        expect(found.map(({ values }) => values['revenue']).sort(byUnits)).toEqual([
          { units: 500n, scale: 3 },
          { units: 500n, scale: 3 },
          { units: 1_500n, scale: 3 },
        ]);
      }
    });

    test('gives all keys of one window by their bytes', async () => {
      const { reader, store } = await rows();
      const keys = ['b', 'a', 'Z', 'é', '😀', '｡', 'ab'];
      await store.write(
        keys.map((key) => sale(key, HOUR)),
        '1',
      );
      await store.write([sale('later', 2 * HOUR)], '1');

      const found = await reader.rowsOfWindow({ view: 'sums', start: HOUR });

      const byBytes = keys.toSorted((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
      expect(found.map(({ key }) => key)).toEqual(byBytes);
    });

    test('gives every value with the type of its column', async () => {
      const { reader, store } = await rows();
      const big = 12_345_678_901_234_567_890_123_456_789_012_345_678n;
      const at = Date.UTC(2010, 11, 1);
      const events = [
        { name: 'x', cents: 855_860, big, ratio: 0.1, n: 5, at },
        { name: 'y', cents: -500, big: 10n, ratio: 1e125, n: -7, at: at + 1 },
      ];
      const row = { view: 'all', start: at, end: at + HOUR, updatedAt: at };
      const full = { ...row, key: `1.500|100|${new Date(at).toISOString()}` };
      const empty = { ...row, key: `0.000|-3|${new Date(at).toISOString()}` };
      await store.write(
        [
          { ...full, acc: accOf(ALL, events) },
          { ...empty, acc: accOf(ALL, []) },
        ],
        '1',
      );

      const found = await reader.rowsOfWindow({ view: 'all', start: at });

      expect(found.map(({ values }) => values)).toEqual([
        {
          ...{ cents: { units: 0n, scale: 3 }, big: -3n, at },
          ...{ lines: 0, units: null, revenue: null, volume: null, ratio: null, latest: null },
          ...{ greatest: null, names: 0, about: 0, top: [], size: null },
        },
        {
          ...{ cents: { units: 1_500n, scale: 3 }, big: 100n, at },
          ...{ lines: 2, units: -2n, revenue: { units: 855_360n, scale: 3 }, volume: big + 10n },
          ...{ ratio: 5e124, latest: at + 1, greatest: big, names: 2, about: 2, size: 5 },
          top: [
            { value: { units: 855_860n, scale: 3 }, label: 'x' },
            { value: { units: -500n, scale: 3 }, label: 'y' },
          ],
        },
      ]);
    });

    test('names the columns whose aggregate has passed its cap', async () => {
      const { reader, store } = await rows();
      const events = ['x', 'y', 'z'].map((name) => ({ name, at: 0 }));
      const row = { view: 'few', key: 'a', start: 0, end: HOUR, updatedAt: 0 };
      await store.write([{ ...row, acc: accOf(FEW, events) }], '1');
      await store.write([{ ...row, key: 'b', acc: accOf(FEW, events.slice(0, 2)) }], '1');

      const found = await reader.rowsOfWindow(row);

      expect(found.map(({ values, capped }) => ({ values, capped }))).toEqual([
        { values: { name: 'a', lines: 3, two: 3, one: 2 }, capped: ['one', 'two'] },
        { values: { name: 'b', lines: 2, two: 2, one: 2 }, capped: ['one'] },
      ]);
    });

    test('gives the window of all of time with its ends', async () => {
      const { reader, store } = await rows();
      const window = { start: EARLIEST_EVENT_TIME, end: LATEST_EVENT_TIME + 1 };
      await store.write([{ ...sale('a', 0), ...window }], '1');

      expect(await reader.rowsOfKey({ view: 'sums', key: 'a' }, EVER)).toMatchObject([window]);
    });

    test('brings accumulators only if they are asked for', async () => {
      const { reader, store } = await rows();
      const row = sale('a', 0);
      await store.write([row], '1');

      const options = { withAccumulators: true };

      expect((await reader.rowsOfKey(row, EVER, options))[0]?.acc).toEqual(row.acc);
      expect((await reader.rowsOfWindow(row, options))[0]?.acc).toEqual(row.acc);
      expect((await reader.rowsOfWindow(row))[0]?.acc).toBeNull();
    });

    test('gives each row once, also where a store answers in pages', async () => {
      const { reader, store } = await rows();
      const long = 'x'.repeat(900);
      const keys = Array.from({ length: 400 }, (_, i) => `${long}${String(i).padStart(4, '0')}`);
      await store.write(
        keys.map((key) => sale(key, 0)),
        '1',
      );
      await store.write(
        keys.map((_, i) => sale(long, i * HOUR)),
        '1',
      );

      const ofWindow = await reader.rowsOfWindow({ view: 'sums', start: 0 });
      const ofKey = await reader.rowsOfKey({ view: 'sums', key: long }, EVER);

      expect(ofWindow.map(({ key }) => key)).toEqual([long, ...keys]);
      expect(ofKey.map(({ start }) => start)).toEqual(keys.map((_, i) => i * HOUR));
    }, 30_000); // DynamoDB ends a page after 1 MB, so it takes many rows

    test('tells how far each task has brought a view, and which ones have said nothing', async () => {
      const { reader, store } = await rows();
      await store.expectTasks('sums', ['shard-2', 'shard-1']);
      await store.publishWatermark('sums', 'shard-1', -5);
      await store.publishWatermark('sums', 'shard-3', END_OF_TIME);
      await store.publishWatermark('all', 'shard-9', 1);

      expect(await reader.watermarks('sums')).toEqual(
        new Map([
          ['shard-1', -5],
          ['shard-2', undefined],
          ['shard-3', END_OF_TIME],
        ]),
      );
    });
  });
}
