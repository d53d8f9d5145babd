import { describe, expect, test } from '@jest/globals';
import { instant, int, json, optional, string } from '../../lib/core/field-type.ts';
import { eventCodec } from '../../lib/core/operators/event-codec.ts';
import type { RecordImage } from '../../lib/ports/effects.ts';
import type { RecordStore } from '../../lib/ports/record-store.ts';

/** Fields of the view `alerts` in this contract. */
export const ALERT_FIELDS = {
  user: string(),
  level: int(),
  note: optional(string()),
  events: json(),
  at: instant(),
};

const CODEC = eventCodec(ALERT_FIELDS);

const alert = (id: string, level: number, more: Partial<RecordImage> = {}): RecordImage => ({
  ...{ view: 'alerts', key: 'ann', time: 1_000, id, updatedAt: 2_000 },
  record: CODEC.encode({ user: 'ann', level, events: [{ a: 1 }], at: 1_000 }),
  ...more,
});

/** A record as readers find it. */
export interface FoundRecord {
  readonly time: number;
  readonly level: unknown;
  readonly note: unknown;
  readonly events: unknown;
}

interface ReadableRecords {
  readonly store: RecordStore;
  /** Records of the view `alerts` and the key. */
  read(key: string): Promise<readonly FoundRecord[]>;
}

/** What every store of records must do. An adapter's test is this call. */
export function recordStoreContract(name: string, create: () => Promise<ReadableRecords>): void {
  const levels = (found: readonly FoundRecord[]) => found.map(({ level }) => level).sort();

  describe(`${name} keeps the RecordStore contract`, () => {
    test('keeps a record with all of its fields, those that are missing too', async () => {
      const { store, read } = await create();
      await store.append([alert('1', 3)], 'f1');

      expect(await read('ann')).toEqual([
        { time: 1_000, level: 3, note: null, events: [{ a: 1 }] },
      ]);
    });

    test('leaves a record alone that is there already', async () => {
      const { store, read } = await create();
      await store.append([alert('1', 3)], 'f1');
      await store.append([alert('1', 4), alert('2', 5)], 'f2');

      expect(levels(await read('ann'))).toEqual([3, 5]);
    });

    test('tells records of one key and time apart by what caused them, however long that is', async () => {
      const { store, read } = await create();
      const long = 'x'.repeat(2_000);
      const ids = ['7/0/0.0/0', '7/0/0.0/1', `${long}a`, `${long}b`, '#', '~', ''];
      await store.append(
        ids.map((id, i) => alert(id, i)),
        'f1',
      );

      expect(levels(await read('ann'))).toEqual(ids.map((_, i) => i));
    });

    test('keeps keys apart, and times', async () => {
      const { store, read } = await create();
      await store.append(
        [alert('1', 1), alert('1', 2, { key: 'bob' }), alert('1', 3, { time: -5 })],
        'f1',
      );

      expect((await read('ann')).map(({ time }) => time).sort()).toEqual([-5, 1_000]);
      expect(levels(await read('bob'))).toEqual([2]);
    });

    test('has nothing to do without records', async () => {
      const { store, read } = await create();
      await store.append([], 'f1');

      expect(await read('ann')).toEqual([]);
    });
  });
}
