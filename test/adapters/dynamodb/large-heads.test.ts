import { describe, expect, test } from '@jest/globals';
import { MAX_SPILLED_HEAD_BYTES } from '../../../lib/adapters/dynamodb/head-item.ts';
import { dynamoHeadStore, KEEP_HEAD_PARTS } from '../../../lib/adapters/dynamodb/head-store.ts';
import { readMarks } from '../../../lib/adapters/dynamodb/marks.ts';
import { PARTS_PREFIX } from '../../../lib/adapters/dynamodb/parts.ts';
import { NO_EFFECTS } from '../../../lib/ports/effects.ts';
import type { Head } from '../../../lib/ports/head-store.ts';
import { noise } from '../../support/aws/noise.ts';
import { type FakeDynamo, fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';

const task = { pipeline: 'shop', lane: 'sales.speed', shard: 'shardId-0' };
const NOW = Date.UTC(2026, 0, 1);
const storeOf = ({ client }: FakeDynamo) => dynamoHeadStore(client, 'state', { now: () => NOW });
const mark = (epoch: number) => ({ epoch, watermark: 0, details: null });

function head(epoch: number, characters: number, seed = epoch): Head {
  const row = { view: 'v', key: 'ada', start: 0, end: 9, updatedAt: 5 };
  const effects = { ...NO_EFFECTS, rows: [{ ...row, acc: [noise(characters, seed)] }] };
  return { gen: 1, epoch, fingerprints: { v: 'f' }, progress: { toSeq: '7' }, effects };
}

const parts = (dynamo: FakeDynamo) =>
  dynamo
    .table('state')
    .all()
    .filter((item) => String(item['pk']?.['S']).startsWith(PARTS_PREFIX));

describe('a head that one item does not hold', () => {
  test('is redone by another process than the one that committed it', async () => {
    const dynamo = fakeDynamo();
    await storeOf(dynamo).commit(task, head(1, 2_000_000), undefined);

    const read = await storeOf(dynamo).read(task);

    expect(read).toEqual({ head: head(1, 2_000_000), applied: 0 });
  });

  test('leaves no parts once it is applied, by whomever, and says where its task stands', async () => {
    const dynamo = fakeDynamo();
    await storeOf(dynamo).commit(task, head(1, 2_000_000), undefined);
    expect(parts(dynamo).length).toBeGreaterThan(3);
    const successor = storeOf(dynamo);
    await successor.read(task);

    await successor.markApplied(task, mark(1));

    expect(parts(dynamo)).toEqual([]);
    await expect(storeOf(dynamo).read(task)).resolves.toEqual({
      head: { ...head(1, 1), effects: NO_EFFECTS },
      applied: 1,
    });
  });

  test('leaves no parts when its commit is lost', async () => {
    const dynamo = fakeDynamo();
    await storeOf(dynamo).commit(task, head(1, 10), undefined);

    expect(await storeOf(dynamo).commit(task, head(1, 900_000), undefined)).toBe(false);

    expect(parts(dynamo)).toEqual([]);
  });

  test('has parts of its own, though somebody else commits the same', async () => {
    const dynamo = fakeDynamo();
    const [one, other] = [storeOf(dynamo), storeOf(dynamo)];

    const wins = await Promise.all([
      one.commit(task, head(1, 900_000), undefined),
      other.commit(task, head(1, 900_000), undefined),
    ]);

    expect(wins.filter(Boolean)).toHaveLength(1);
    const read = await storeOf(dynamo).read(task);
    expect(read?.head).toEqual(head(1, 900_000));
  });

  test('loses what a process left that died before its commit, by time to live', async () => {
    const dynamo = fakeDynamo();
    dynamo.fails = (_, call) => {
      const { Item } = call as { Item?: { pk: { S: string } } };
      if (Item?.pk.S.startsWith('H#')) throw new Error('the process is gone');
      return undefined;
    };
    await expect(storeOf(dynamo).commit(task, head(1, 900_000), undefined)).rejects.toThrow('gone');
    const left = parts(dynamo).length;

    dynamo.expire(NOW + KEEP_HEAD_PARTS - 1_000);
    expect(parts(dynamo)).toHaveLength(left);
    dynamo.expire(NOW + KEEP_HEAD_PARTS + 1_000);

    expect(left).toBeGreaterThan(1);
    expect(parts(dynamo)).toEqual([]);
  });

  test('that was applied by somebody else between two reads is read as applied', async () => {
    const dynamo = fakeDynamo();
    const store = storeOf(dynamo);
    await store.commit(task, head(1, 900_000), undefined);
    let reads = 0;
    dynamo.fails = (operation) => {
      if (operation === 'BatchGetItem' && ++reads === 2) {
        for (const { pk = {}, sk = {} } of parts(dynamo)) dynamo.table('state').remove({ pk, sk });
        const item = { pk: { S: 'AP#shop#sales.speed#shardId-0' }, sk: { S: 'AP' } };
        dynamo.table('state').put({ ...item, epoch: { N: '1' } });
      }
      return undefined;
    };

    await expect(storeOf(dynamo).read(task)).resolves.toMatchObject({ applied: 1 });
  });

  test('is never taken for one that changes nothing, if its parts are gone', async () => {
    const dynamo = fakeDynamo();
    await storeOf(dynamo).commit(task, head(1, 900_000), undefined);
    for (const { pk = {}, sk = {} } of parts(dynamo)) dynamo.table('state').remove({ pk, sk });

    await expect(storeOf(dynamo).read(task)).rejects.toThrow(/parts of a head .* are gone.*L16/);
  });
});

describe('a head beyond all parts', () => {
  test('does not fit, however its bytes came to be', () => {
    const store = storeOf(fakeDynamo());
    const bytes = MAX_SPILLED_HEAD_BYTES;

    expect(store.fill(head(1, Math.floor(bytes * 1.2)))).toBeLessThanOrEqual(1);
    expect(store.fill(head(1, Math.floor(bytes * 1.4)))).toBeGreaterThan(1);
    expect(store.fill({ ...head(1, 1), progress: { board: noise(450_000) } })).toBeGreaterThan(1);
  });

  test('is not committed', async () => {
    const dynamo = fakeDynamo();

    const commit = storeOf(dynamo).commit(task, head(1, MAX_SPILLED_HEAD_BYTES * 2), undefined);

    await expect(commit).rejects.toThrow(/nothing holds.*L16/);
    expect(dynamo.table('state').all()).toEqual([]);
  });
});

test('a mark that no item holds says how far its task is, without its longest details', async () => {
  const dynamo = fakeDynamo();
  const frontier = { time: 7, arrival: 9 };
  const details = { frontier, counters: { late: { v: noise(500_000) } } };

  await storeOf(dynamo).markApplied(task, { epoch: 3, watermark: 5, details });

  const marks = await readMarks(dynamo.client, 'state', [task]);
  expect(marks).toMatchObject([{ epoch: 3, watermark: 5, details: { frontier } }]);
});

test('shows nothing of a task whose first epoch is applied in part', async () => {
  const dynamo = fakeDynamo();

  await storeOf(dynamo).markReached(task, 1, { late: 3 });

  expect(await readMarks(dynamo.client, 'state', [task])).toEqual([]);
});
