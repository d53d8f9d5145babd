import { describe, expect, test } from '@jest/globals';
import { ARRIVAL_DISORDER, keyedId } from '../../../lib/core/event-id.ts';
import { seenIds } from '../../../lib/runtime/speed/seen-ids.ts';

const HORIZON = 1_000;
const task = { pipeline: 'shop', lane: 'sales.speed', shard: 'b' };

/** A store that has some ids, by the names that they are kept under. */
function storeWith(...ids: (readonly [name: string, arrival: number])[]) {
  const asked: unknown[] = [];
  const store = {
    load: async (tasks: readonly { readonly shard: string }[], since: number) => {
      asked.push([tasks.map(({ shard }) => shard), since]);
      return ids;
    },
    put: async () => undefined,
    nameOf: keyedId,
    formerNameOf: (id: string) => `former ${id}`,
  };
  return { store, asked };
}

describe('ids that a task has seen', () => {
  test('are loaded once, of the shard and of those before it, as far back as may matter', async () => {
    const { store, asked } = storeWith();
    const ids = seenIds(store, HORIZON);

    await ids.open(task, ['a'], 50_000);
    await ids.open(task, ['a'], 60_000);
    ids.clear();
    await ids.open(task, [], 70_000);

    expect(asked).toEqual([
      [['b', 'a'], 50_000 - HORIZON - ARRIVAL_DISORDER],
      [['b'], 70_000 - HORIZON - ARRIVAL_DISORDER],
    ]);
  });

  test('count within the horizon of the last one that came, under their key', async () => {
    const { store } = storeWith([keyedId('ann', '1'), 500], [keyedId('ann', '1'), 100]);
    const epoch = await seenIds(store, HORIZON).open(task, [], 1_000);

    expect(epoch.isRepeated('ann', '1', 1_400)).toBe(true);
    expect(epoch.isRepeated('bob', '1', 1_400)).toBe(false);
    expect(epoch.isRepeated('bob', '1', 1_500)).toBe(true);
    expect(epoch.added()).toEqual([
      [keyedId('ann', '1'), 1_400],
      [keyedId('bob', '1'), 1_500],
    ]);
  });

  test('of a version before are found whatever key they have, and only where there are any', async () => {
    const former = storeWith(['former 1', 500]);
    const now = storeWith([keyedId('ann', 'x'), 500]);

    const [some, none] = [
      await seenIds(former.store, HORIZON).open(task, [], 1_000),
      await seenIds(now.store, HORIZON).open(task, [], 1_000),
    ];

    expect(some.isRepeated('bob', '1', 1_100)).toBe(true);
    expect(none.isRepeated('bob', '1', 1_100)).toBe(false);
  });

  test('are remembered by the next epoch once this one is committed, and not before', async () => {
    const { store } = storeWith();
    const ids = seenIds(store, HORIZON);
    const first = await ids.open(task, [], 1_000);
    first.isRepeated('ann', '1', 1_000);
    const lost = await ids.open(task, [], 1_000);

    expect(lost.isRepeated('ann', '1', 1_001)).toBe(false);
    lost.keep();
    expect((await ids.open(task, [], 1_000)).isRepeated('ann', '1', 1_002)).toBe(true);
  });
});
