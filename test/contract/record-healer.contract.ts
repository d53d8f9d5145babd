import { describe, expect, test } from '@jest/globals';
import type { RecordHealer } from '../../lib/ports/record-healer.ts';
import type { RecordStore } from '../../lib/ports/record-store.ts';
import { fenceOf } from '../../lib/ports/task.ts';
import { noise } from '../support/aws/noise.ts';
import { PAIR_EVENT, pair } from '../support/rows/sample-records.ts';

const DECEMBER = Date.UTC(1999, 11, 1);
const JANUARY = Date.UTC(2000, 0, 1);
const DECEMBER_1969 = Date.UTC(1969, 11, 1);

/** A healer, and the store whose records it heals. */
export interface HealableRecords {
  readonly healer: RecordHealer;
  readonly store: RecordStore;
}

/** What every healer of records must do. */
export function recordHealerContract(name: string, create: () => Promise<HealableRecords>): void {
  const ada = { view: 'pairs', key: 'ada' };
  const fence = fenceOf(1, 2);
  const other = pair({ id: 'other' }, { ...PAIR_EVENT, price: 1 });

  describe(`${name} keeps the RecordHealer contract`, () => {
    test.each([
      ['every field', PAIR_EVENT],
      ['zeros that a store drops', { ...PAIR_EVENT, price: 1_500, cost: -10, ratio: -0 }],
      ['numbers beyond doubles', { ...PAIR_EVENT, long: 10n ** 37n, ratio: 1e300 }],
      ['JSON', { ...PAIR_EVENT, about: { b: [1, null, { z: 1, a: '' }], a: 1e-200 }, note: '' }],
    ])('knows a stored record by its content: %s', async (_, event) => {
      const { healer, store } = await create();
      const record = pair({}, event);
      await store.append([record], fence);

      const [live] = await healer.readLive(ada, { from: 7, to: 8 });

      expect(live).toMatchObject({ content: healer.contentOf(record), run: null });
      expect(live?.content).not.toBe(healer.contentOf(other));
    });

    test('knows a record of any size by its content, and removes it whole', async () => {
      const { healer, store } = await create();
      const large = [1, 2].map((seed) =>
        pair({ id: `${seed}` }, { ...PAIR_EVENT, note: noise(900_000, seed) }),
      );
      const numbers = pair({ id: '3' }, { ...PAIR_EVENT, about: noise(420_000).split('') });
      await store.append([...large, numbers], fence);
      await healer.put({ ...numbers, id: 'again' }, 'r1');

      const live = await healer.readLive(ada, { from: 7, to: 8 });

      const contents = [...large, numbers, numbers].map((each) => healer.contentOf(each));
      expect(live.map(({ content }) => content).sort()).toEqual(contents.sort());
      for (const { name } of live) await healer.remove(ada, name);
      expect(await healer.readLive(ada, { from: 7, to: 8 })).toEqual([]);
    });

    test('gives the records of one key in a range of times, each by itself', async () => {
      const { healer, store } = await create();
      const again = pair({ id: 'again' });
      const apart = [pair({ time: 8 }), pair({ time: 6 }), pair({ key: 'bob' })];
      await store.append([pair(), again, other, ...apart], fence);

      const live = await healer.readLive(ada, { from: 7, to: 8 });

      expect(live.map(({ content }) => content).sort()).toEqual(
        [pair(), again, other].map((each) => healer.contentOf(each)).sort(),
      );
      expect(new Set(live.map((each) => each.name)).size).toBe(3);
    });

    test('gives what was made of the events of one key, under whatever key it is', async () => {
      const { healer, store } = await create();
      const made = [
        pair({ key: 'bob', stepKey: 'ada', id: 'a' }),
        pair({ key: 'ada', stepKey: 'ada', id: 'b', time: DECEMBER }),
        pair({ key: 'cyd#@1970-01', stepKey: 'ada', id: 'c', time: JANUARY - 1 }),
        pair({ key: 'bob', stepKey: 'ada', id: 'd', time: JANUARY }),
      ];
      const others = [pair({ id: 'e' }), pair({ key: 'bob', stepKey: 'bob', id: 'f' })];
      await store.append([...made, ...others], fence);
      const keysIn = async (from: number, to: number) => {
        const live = await healer.readMade({ view: 'pairs', stepKey: 'ada' }, { from, to });
        expect(live.every(({ stepKey }) => stepKey === 'ada')).toBe(true);
        return live.map(({ key }) => key).sort();
      };

      expect(await keysIn(7, JANUARY + 1)).toEqual(['ada', 'bob', 'bob', 'cyd#@1970-01']);
      expect(await keysIn(8, JANUARY)).toEqual(['ada', 'cyd#@1970-01']);
      expect(await keysIn(DECEMBER_1969, 8)).toEqual(['bob']);
      expect(await healer.readLive(ada, { from: 0, to: 9 })).toMatchObject([{ stepKey: null }]);
    });

    test('puts a record once, and says by which run', async () => {
      const { healer } = await create();

      await healer.put(pair({ id: 'batch/0' }), 'r1');
      await healer.put(pair({ id: 'batch/0' }), 'r2');

      expect(await healer.readLive(ada, { from: 0, to: 9 })).toMatchObject([{ run: 'r1' }]);
    });

    test('removes a record, and nothing if it is gone', async () => {
      const { healer, store } = await create();
      await store.append([pair(), other], fence);
      const [first, second] = await healer.readLive(ada, { from: 0, to: 9 });

      await healer.remove(ada, first?.name ?? '');
      await healer.remove(ada, first?.name ?? '');

      expect(await healer.readLive(ada, { from: 0, to: 9 })).toEqual([second]);
    });
  });
}
