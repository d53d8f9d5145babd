import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { dynamoHeadStore } from '../../../lib/adapters/dynamodb/head-store.ts';
import { dynamoRecordHealer } from '../../../lib/adapters/dynamodb/record-healer.ts';
import { dynamoRowStore } from '../../../lib/adapters/dynamodb/row-store.ts';
import { dynamoStateStore } from '../../../lib/adapters/dynamodb/state-store.ts';
import { NO_EFFECTS } from '../../../lib/ports/effects.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';
import type { WireItem } from '../../support/dynamodb/wire.ts';
import { pair, RECORD_FIELDS } from '../../support/rows/sample-records.ts';
import { EVER, LAYOUTS } from '../../support/rows/sample-rows.ts';

interface Golden {
  readonly items: readonly WireItem[];
}

/** A table with the items of a golden file, which is never written again. */
function goldenTable(name: string) {
  const file = join(import.meta.dirname, '../../golden/state', `${name}.json`);
  const { items } = JSON.parse(readFileSync(file, 'utf8')) as Golden;
  const dynamo = fakeDynamo();
  for (const item of items) dynamo.table('t').put(item);
  return dynamo.client;
}

const now = () => 0;

describe('items that were ever written', () => {
  test.each(['plain', 'compressed', 'in-parts'])('hold rows: %s', async (form) => {
    const store = dynamoRowStore(goldenTable(`row-${form}`), 't', { layouts: LAYOUTS, now });

    const found = await store.read([{ view: 'sums', key: 'a', start: 3_600_000 }]);

    expect(found).toMatchObject([{ acc: [1, 1_500] }]);
  });

  test.each(['whole', 'in-parts'])('hold states: %s', async (form) => {
    const store = dynamoStateStore(goldenTable(`state-${form}`), 't', { now });
    const task = { pipeline: 'shop', lane: 'exchange', shard: 'bucket-0000' };

    const found = await store.read(task, [{ owner: 'visits', key: 'ada' }]);

    expect(found).toEqual([{ owner: 'visits', key: 'ada', state: { v: 1, order: 7, steps: [] } }]);
  });

  test('hold heads whose effects are beside them, applied or not', async () => {
    const task = { pipeline: 'shop', lane: 'sales.speed', shard: 'shardId-0' };
    const client = goldenTable('head-in-parts');

    const committed = await dynamoHeadStore(client, 't', { now }).read(task);
    await dynamoHeadStore(client, 't', { now }).markApplied(task, {
      ...{ epoch: 17, watermark: 9, details: {} },
    });
    const applied = await dynamoHeadStore(client, 't', { now }).read(task);

    const head = { gen: 2, epoch: 17, fingerprints: { 'sales@2': 'f00d' } };
    expect(committed).toMatchObject({ head, applied: 0 });
    expect(committed?.head.effects.rows).toMatchObject([{ view: 'sales@2', key: 'dé' }]);
    expect(applied).toMatchObject({ head: { ...head, effects: NO_EFFECTS }, applied: 17 });
  });

  test.each(['shown', 'cut'])('hold records: %s', async (form) => {
    const healer = dynamoRecordHealer(goldenTable(`record-${form}`), 't', RECORD_FIELDS);

    const [live] = await healer.readLive({ view: 'pairs', key: 'ada' }, EVER);

    expect(live?.content).toBe(healer.contentOf(pair()));
  });
});
