import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { packText } from '../../../lib/adapters/dynamodb/packed.ts';
import { dynamoSeenIds, idsOf, MAX_ID_BYTES } from '../../../lib/adapters/dynamodb/seen-ids.ts';
import { fenceOf } from '../../../lib/ports/task.ts';
import { seenIds } from '../../../lib/runtime/speed/seen-ids.ts';
import { noise } from '../../support/aws/noise.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';

const task = { pipeline: 'shop', lane: 'sales.speed', shard: '0' };
const EVER = Number.NEGATIVE_INFINITY;

const storeOf = (dynamo = fakeDynamo()) => {
  const options = { keepFor: 1_000, now: () => 0 };
  return dynamoSeenIds(dynamo.client, 'state', options);
};

describe('ids that were seen', () => {
  test('fit into their items, however long they are and however little they compress', async () => {
    const store = storeOf();
    const text = noise(3_000_000);
    const ids = Array.from({ length: 5_000 }, (_, i) => text.slice(i * 512, (i + 1) * 512));

    await store.put(
      task,
      fenceOf(1, 1),
      ids.map((id, i) => [id, i]),
    );

    const loaded = await store.load([task], EVER);
    expect(new Set(loaded.map(([id]) => id))).toEqual(new Set(ids));
  });

  test('are known again by another process, however long', async () => {
    const dynamo = fakeDynamo();
    const ids = [noise(900_000), `${noise(900_000)}!`, 'é'.repeat(MAX_ID_BYTES), 'short', '~tilde'];
    const first = await seenIds(storeOf(dynamo), 1_000).open(task, [], 0);
    for (const id of ids) expect(first.isRepeated('ann', id, 5)).toBe(false);

    await storeOf(dynamo).put(task, fenceOf(1, 1), first.added());

    const second = await seenIds(storeOf(dynamo), 1_000).open(task, [], 0);
    for (const id of ids) expect(second.isRepeated('ann', id, 5)).toBe(true);
    expect(second.isRepeated('ann', `${noise(900_000)}?`, 5)).toBe(false);
    for (const [name] of first.added()) expect(name.length).toBeLessThanOrEqual(MAX_ID_BYTES);
  });

  test('are of their key: nobody takes up the ids of another', async () => {
    const ids = await seenIds(storeOf(), 1_000).open(task, [], 0);
    for (const [key, id] of [
      ['ann', 'x'],
      ['an', 'nx'],
      ['', 'annx'],
      ['3:ann', 'x'],
      ['ann', noise(900_000)],
      ['bob', noise(900_000)],
    ] as const) {
      expect(ids.isRepeated(key, id, 5)).toBe(false);
    }
  });

  test('stand for nobody else: an id that looks like the name of another has its own', () => {
    const store = storeOf();
    const long = store.nameOf('ann', noise(900_000));
    const short = store.nameOf('ann', 'x');

    for (const name of [long, short]) {
      expect(store.nameOf('ann', name)).not.toBe(name);
      expect(store.nameOf('', name)).not.toBe(name);
      expect(store.formerNameOf(name)).toMatch(/^~[0-9a-f]{64}$/);
    }
    expect(long).toMatch(/^~=#[0-9a-f]{64}$/);
    expect(short).toBe('~=3:annx');
  });

  test('that versions before have kept count under any key, from when they were written on', async () => {
    const dynamo = fakeDynamo();
    const [keepFor, written] = [1_000, 50_000_000_000];
    const aYearAhead = written + 365 * 86_400_000;
    const former = [
      ['x', aYearAhead],
      ['y', -5],
      [`~${'0'.repeat(64)}`, 5],
    ];
    await dynamo.client.send(
      new PutItemCommand({
        TableName: 'state',
        Item: {
          pk: { S: idsOf(task) },
          sk: { S: `${fenceOf(1, 1)}#000000` },
          newest: { N: String(aYearAhead) },
          ids: { B: packText(JSON.stringify(former)) },
          expiresAt: { N: String((written + keepFor + 7 * 86_400_000) / 1_000) },
        },
      }),
    );
    const store = dynamoSeenIds(dynamo.client, 'state', { keepFor, now: () => written });

    const ids = await seenIds(store, keepFor).open(task, [], written);

    expect(ids.isRepeated('ann', 'x', written + keepFor)).toBe(true);
    expect(ids.isRepeated('bob', 'y', written + keepFor)).toBe(true);
    expect(ids.isRepeated('bob', 'x', written + keepFor + 1)).toBe(false);
    expect(ids.isRepeated('bob', 'z', written)).toBe(false);
  });

  test('are forgotten when the horizon has passed, however far ahead their events are', async () => {
    const ids = seenIds(storeOf(), 1_000);
    const first = await ids.open(task, [], 5);
    first.isRepeated('ann', 'x', 5);
    first.keep();

    expect((await ids.open(task, [], 1_005)).isRepeated('ann', 'x', 1_005)).toBe(true);
    expect((await ids.open(task, [], 1_006)).isRepeated('ann', 'x', 1_006)).toBe(false);
  });
});
