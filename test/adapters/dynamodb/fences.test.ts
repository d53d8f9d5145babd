import { describe, expect, test } from '@jest/globals';
import { rowItemKey } from '../../../lib/adapters/dynamodb/row-item.ts';
import { dynamoRowStore } from '../../../lib/adapters/dynamodb/row-store.ts';
import { dynamoStateStore } from '../../../lib/adapters/dynamodb/state-store.ts';
import { fenceOf } from '../../../lib/ports/task.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';
import { LAYOUTS, texts } from '../../support/rows/sample-rows.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const WEEK = 7 * 86_400_000;
const task = { pipeline: 'p', lane: 'exchange', shard: 'bucket-0000' };

describe('the fence of what is gone', () => {
  test('of a state stays for a week from when it was written, and refuses what is older till then', async () => {
    const dynamo = fakeDynamo();
    const store = dynamoStateStore(dynamo.client, 'state', { now: () => NOW });
    const image = { owner: 'v', key: 'k', state: { v: 1 }, isEmpty: true };
    const states = () => dynamo.table('state').all().length;
    await store.write(task, { states: [image], timers: [] } as never, '2');

    dynamo.expire(NOW + WEEK - 1_000);
    expect(states()).toBe(1);
    dynamo.expire(NOW + WEEK + 1_000);
    expect(states()).toBe(0);
  });

  test('of a session that was merged stays as long', async () => {
    const dynamo = fakeDynamo();
    const store = dynamoRowStore(dynamo.client, 'views', { layouts: LAYOUTS, now: () => NOW });
    const rows = () => dynamo.table('views').all().length;
    await store.write([{ ...texts('a', ['x']), acc: [], mergedInto: 0 }], fenceOf(1, 1));

    dynamo.expire(NOW + WEEK - 1_000);
    expect(rows()).toBe(1);
    dynamo.expire(NOW + WEEK + 1_000);
    expect(rows()).toBe(0);
  });
});

describe('the sort key of what has a name beside its time', () => {
  const sortKey = (id?: string) => rowItemKey({ view: 'v', key: 'k', start: NOW }, id).sk.S;
  const at = '2026-03-01T12:00:00.000Z';

  test('holds the name as it is up to 512 bytes, and behind that what stands for it', () => {
    const most = 'ü'.repeat(256);
    const [one, other] = ['x', 'y'].map((end) => sortKey(`${most}${end}`));

    expect(sortKey()).toBe(at);
    expect(sortKey('id')).toBe(`${at}#id`);
    expect(sortKey(most)).toBe(`${at}#${most}`);
    expect(one).toMatch(/#~[0-9a-f]{64}$/);
    expect(other).not.toBe(one);
  });

  test.each([600, 20_000])(
    'is one that the service takes with a name of %d bytes',
    async (bytes) => {
      const dynamo = fakeDynamo();
      const store = dynamoRowStore(dynamo.client, 'views', { layouts: LAYOUTS, now: () => NOW });

      await store.write([{ ...texts('a', ['x']), pane: 'p'.repeat(bytes) }], fenceOf(1, 1));

      expect(dynamo.table('views').all()).toHaveLength(1);
    },
  );
});
