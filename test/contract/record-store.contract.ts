import { describe, expect, test } from '@jest/globals';
import type { RecordStore } from '../../lib/ports/record-store.ts';
import type { RowReader } from '../../lib/ports/row-reader.ts';
import { fenceOf } from '../../lib/ports/task.ts';
import { noise } from '../support/aws/noise.ts';
import { PAIR_EVENT, pair } from '../support/rows/sample-records.ts';
import { EVER, HOUR } from '../support/rows/sample-rows.ts';

/** A store, and a reader of what it holds. */
export interface ReadableRecordStore {
  readonly store: RecordStore;
  readonly reader: RowReader;
}

const ADA = { view: 'pairs', key: 'ada' };

/** What every store of records must do, and how its readers see it. */
export function recordStoreContract(
  name: string,
  create: () => Promise<ReadableRecordStore>,
): void {
  describe(`${name} keeps the RecordStore contract`, () => {
    test('shows every field with the type that it has, and none that is missing', async () => {
      const { store, reader } = await create();
      await store.append([pair()], fenceOf(1, 1));

      const found = await reader.rowsOfKey(ADA, EVER);

      const price = { units: 855_860n, scale: 3 };
      const missing = { about: null, note: null, cost: null };
      expect(found).toEqual([
        {
          ...{
            ...ADA,
            start: 7,
            end: 7,
            updatedAt: 9,
            acc: null,
            capped: [],
            truncated: [],
            run: null,
          },
          values: { ...PAIR_EVENT, price, ...missing },
        },
      ]);
    });

    test('shows optional fields where they are', async () => {
      const { store, reader } = await create();
      await store.append([pair({}, { ...PAIR_EVENT, note: '', cost: -5 })], fenceOf(1, 1));

      const [row] = await reader.rowsOfKey(ADA, EVER);

      expect(row?.values).toMatchObject({ note: '', cost: { units: -5n, scale: 2 } });
    });

    test.each<[string, unknown]>([
      ['a text that looks like a number', '12'],
      ['names and numbers that a table does not take', { '': 1e300, b: [null, 1e-200], a: 1.5 }],
      ['lists in lists', [[], [[{ z: 1, a: [false] }]]]],
      ['what is nested as deep as events may be', deep(490)],
    ])('gives json back: %s', async (_, about) => {
      const { store, reader } = await create();
      await store.append([pair({}, { ...PAIR_EVENT, about })], fenceOf(1, 1));

      const [row] = await reader.rowsOfKey(ADA, EVER);

      expect(JSON.stringify(row?.values['about'])).toBe(JSON.stringify(about));
    });

    test('keeps views, keys, times and ids apart', async () => {
      const { store, reader } = await create();
      const records = [
        pair(),
        pair({ id: 'sales.speed/0/1/1' }),
        pair({ time: 8 }),
        pair({ key: 'bob' }),
        pair({ view: 'alerts' }, { user: 'ada', windowStart: 0, windowEnd: HOUR }),
      ];
      await store.append(records, fenceOf(1, 1));

      const starts = async (view: string, key: string) =>
        (await reader.rowsOfKey({ view, key }, EVER)).map(({ start }) => start);

      await expect(starts('pairs', 'ada')).resolves.toEqual([7, 7, 8]);
      await expect(starts('pairs', 'bob')).resolves.toEqual([7]);
      await expect(starts('alerts', 'ada')).resolves.toEqual([7]);
    });

    test('leaves a record alone that is there, whoever brings it', async () => {
      const { store, reader } = await create();
      await store.append([pair()], fenceOf(1, 2));

      const again = pair({ updatedAt: 99 }, { ...PAIR_EVENT, note: 'again' });
      await store.append([again], fenceOf(1, 1));
      await store.append([again], fenceOf(2, 1));

      const found = await reader.rowsOfKey(ADA, EVER);
      expect(found).toMatchObject([{ updatedAt: 9, values: { note: null } }]);
    });

    test('gives the records of one instant in a fixed order, within a range that holds it', async () => {
      const { store, reader } = await create();
      const ids = ['b', 'a', 'visits@7/0', 'é', `${'x'.repeat(600)}1`, `${'x'.repeat(600)}2`];
      await store.append(
        ids.map((id) => pair({ id }, { ...PAIR_EVENT, note: id })),
        fenceOf(1, 1),
      );
      await store.append([pair({ time: 6 }), pair({ time: 8 })], fenceOf(1, 1));
      const of = async (from: number, to: number, latest?: number) => {
        const options = latest === undefined ? {} : { latest };
        const rows = await reader.rowsOfKey(ADA, { from, to }, options);
        return rows.map(({ start, values }) => values['note'] ?? start);
      };

      const all = await of(7, 8);

      expect([...all].sort()).toEqual([...ids].sort());
      expect(all.slice(0, 3)).toEqual(['a', 'b', 'visits@7/0']);
      expect(await of(6, 7)).toEqual([6]);
      expect(await of(7, 9)).toEqual([...all, 8]);
      expect(await of(6, 8, 2)).toEqual(all.slice(-2));
    });

    test('tells records of one key and time apart by what caused them, however odd that is', async () => {
      const { store, reader } = await create();
      const ids = ['7/0/0.0/0', '7/0/0.0/1', '#', '~', ''];
      await store.append(
        ids.map((id) => pair({ id })),
        fenceOf(1, 1),
      );
      await store.append([], fenceOf(1, 2));

      await expect(reader.rowsOfKey(ADA, EVER)).resolves.toHaveLength(ids.length);
    });

    test('shows the end of a window that a record is about', async () => {
      const { store, reader } = await create();
      const event = { user: 'ada', windowStart: 0, windowEnd: HOUR };
      await store.append([pair({ view: 'alerts', time: HOUR - 1 }, event)], fenceOf(1, 1));

      const found = await reader.rowsOfKey({ view: 'alerts', key: 'ada' }, EVER);

      expect(found).toMatchObject([{ start: HOUR - 1, end: HOUR, values: event }]);
    });

    test('has records in no window', async () => {
      const { store, reader } = await create();
      await store.append([pair()], fenceOf(1, 1));

      await expect(reader.rowsOfWindow({ view: 'pairs', start: 7 })).resolves.toEqual([]);
    });

    test('shows the beginning of a record that is too large for an item, and says so', async () => {
      const { store, reader } = await create();
      const note = noise(900_000);
      await store.append([pair({}, { ...PAIR_EVENT, note, about: ['é'] })], fenceOf(1, 1));

      const [row] = await reader.rowsOfKey(ADA, EVER);

      expect(row).toMatchObject({ truncated: ['note'], values: { user: 'ada', about: ['é'] } });
      const shown = String(row?.values['note']);
      expect(note.startsWith(shown)).toBe(true);
      expect(shown.length).toBeGreaterThan(20_000);
      expect(shown.length).toBeLessThan(50_000);
    });

    test('takes more records than any service does in a call, up to the largest', async () => {
      const { store, reader } = await create();
      const many = Array.from({ length: 150 }, (_, i) => pair({ time: i }));
      const large = 'x'.repeat(340_000);
      await store.append(
        [...many, pair({ id: 'z' }, { ...PAIR_EVENT, note: large })],
        fenceOf(1, 1),
      );

      const found = await reader.rowsOfKey(ADA, EVER);

      expect(found).toHaveLength(151);
      expect(found.some(({ values }) => values['note'] === large)).toBe(true);
    });
  });
}

/** `[[[…]]]` */
function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}
