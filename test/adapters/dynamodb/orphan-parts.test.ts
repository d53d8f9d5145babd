import { describe, expect, test } from '@jest/globals';
import { inParts } from '../../../lib/adapters/dynamodb/content.ts';
import { besideWhom, removeOrphans } from '../../../lib/adapters/dynamodb/orphan-parts.ts';
import { PARTS_PREFIX, partsOf } from '../../../lib/adapters/dynamodb/parts.ts';
import { putStored } from '../../../lib/adapters/dynamodb/put-stored.ts';
import { WHOLE_RECORD } from '../../../lib/adapters/dynamodb/record-store.ts';
import { ACCUMULATORS } from '../../../lib/adapters/dynamodb/row-item.ts';
import { putParts } from '../../../lib/adapters/dynamodb/write-parts.ts';
import { noise } from '../../support/aws/noise.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';

const PK = 'riders#north';
const itemOf = (sk: string, fence = '1') => ({ pk: { S: PK }, sk: { S: sk }, fence: { S: fence } });
const bytesOf = (seed: number) => Buffer.from(noise(900_000, seed));

/** A row and a record in parts, and parts of a write of each that never came to its item. */
async function made() {
  const dynamo = fakeDynamo();
  const { client } = dynamo;
  for (const [i, at] of [ACCUMULATORS, WHOLE_RECORD].entries()) {
    const item = itemOf(String(i));
    await putStored(client, 'views', { stored: inParts(item, at, bytesOf(i)), at });
    const parts = partsOf(itemOf(String(i), '2'), bytesOf(10 + i));
    await putParts(client, 'views', { parts, bytes: bytesOf(10 + i) });
  }
  const partsLeft = (): string[] =>
    dynamo
      .table('views')
      .all()
      .filter((item) => String(item['pk']?.['S']).startsWith(PARTS_PREFIX))
      .map((item) => String(item['sk']?.['S']).slice(0, 3));
  return { client, partsLeft };
}

describe('parts that no item names', () => {
  test('are removed, and those that a row or a record names stay', async () => {
    const { client, partsLeft } = await made();
    const all = partsLeft();

    await removeOrphans(client, 'views', { pk: PK, at: [ACCUMULATORS, WHOLE_RECORD] });

    expect(new Set(all)).toEqual(new Set(['0#1', '0#2', '1#1', '1#2']));
    expect(partsLeft()).toEqual(all.filter((name) => name.endsWith('#1')));
  });

  test('of another partition are left alone', async () => {
    const { client, partsLeft } = await made();
    const all = partsLeft();

    await removeOrphans(client, 'views', { pk: 'riders#nor', at: [ACCUMULATORS, WHOLE_RECORD] });

    expect(partsLeft()).toEqual(all);
  });

  test('say beside whom they are', () => {
    const items = [{ pk: { S: `${PARTS_PREFIX}${PK}` } }, { pk: { S: `${PARTS_PREFIX}${PK}` } }];

    expect(besideWhom([...items, { pk: { S: PK } }])).toEqual([PK]);
  });
});
