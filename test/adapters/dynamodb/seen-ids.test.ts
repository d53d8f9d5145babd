import { describe, expect, test } from '@jest/globals';
import { dynamoSeenIds, MAX_ID_BYTES } from '../../../lib/adapters/dynamodb/seen-ids.ts';
import { fenceOf } from '../../../lib/ports/task.ts';
import { seenIds } from '../../../lib/runtime/seen-ids.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';
import { noise } from '../../support/noise.ts';

const task = { pipeline: 'shop', stage: 'sales.speed', shard: '0' };
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
    for (const id of ids) expect(first.isRepeated(id, 5, 0)).toBe(false);

    await storeOf(dynamo).put(task, fenceOf(1, 1), first.added());

    const second = await seenIds(storeOf(dynamo), 1_000).open(task, [], 0);
    for (const id of ids) expect(second.isRepeated(id, 5, 0)).toBe(true);
    expect(second.isRepeated(`${noise(900_000)}?`, 5, 0)).toBe(false);
    for (const [name] of first.added()) expect(name.length).toBeLessThanOrEqual(MAX_ID_BYTES);
  });

  test('stand for nobody else: an id that looks like the digest of another has its own', () => {
    const store = storeOf();
    const digest = store.nameOf(noise(900_000));

    expect(store.nameOf(digest)).not.toBe(digest);
    expect(store.nameOf('x'.repeat(MAX_ID_BYTES))).toBe('x'.repeat(MAX_ID_BYTES));
    expect(store.nameOf('x'.repeat(MAX_ID_BYTES + 1))).toMatch(/^~[0-9a-f]{64}$/);
  });
});
