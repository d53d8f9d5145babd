import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import {
  type DynamoDBClient,
  paginateQuery,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { Json } from '../../core/aggregators/aggregator.ts';
import type { StateEraser } from '../../ports/state-eraser.ts';
import { batchGet } from './batch-get.ts';
import { attributesOf, readContents } from './content.ts';
import { headItemKey } from './head-item.ts';
import type { Item } from './item.ts';
import { besideWhom, removeOrphans } from './orphan-parts.ts';
import { PARTS_PREFIX } from './parts.ts';
import { projection } from './projection.ts';
import { deleteStored } from './put-stored.ts';
import { formerNameOfId, type Ids, idsOf, nameOfId } from './seen-ids.ts';
import { STATE, stateItemKey, statesOf, timersOf } from './state-store.ts';
import { failureKey } from './task-failures.ts';

/** Deletes that are under way at once. */
const CONCURRENCY = 16;

/** Deletes what tasks remember from the state table, with what is beside it. */
export function dynamoStateEraser(client: DynamoDBClient, TableName: string): StateEraser {
  async function remove(items: readonly Item[]): Promise<number> {
    const one = (item: Item) => deleteStored(client, TableName, { Key: keyOf(item), at: STATE });
    await pMap(items, one, { concurrency: CONCURRENCY });
    return items.length;
  }

  async function removeStates(items: readonly Item[], isMeant: (state: Json) => boolean) {
    const read = await readContents(client, TableName, { items, at: STATE, attributes: WANTED });
    return remove(read.flatMap(({ item, content = null }) => (isMeant(content) ? [item] : [])));
  }

  const removeBeside = (keys: readonly string[]): Promise<unknown> =>
    pMap(keys, (pk) => removeOrphans(client, TableName, { pk, at: [STATE] }), {
      concurrency: CONCURRENCY,
    });

  async function* partition(pk: string, attributes: readonly string[]) {
    const pages = paginateQuery(
      { client },
      {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ...projection(['pk', 'sk', ...attributes]),
        ExpressionAttributeValues: { ':pk': { S: pk } },
      },
    );
    for await (const { Items = [] } of pages) yield Items;
  }

  /** Writes an item with seen ids anew, without some of them. @returns how many those are. */
  async function without(item: Item, unwanted: ReadonlySet<string>): Promise<number> {
    const ids = idsIn(item);
    const kept = ids.filter(([id]) => !unwanted.has(id));
    if (kept.length === ids.length) return 0;
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(item),
        UpdateExpression: 'SET ids = :ids',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':ids': { B: zstdCompressSync(JSON.stringify(kept)) } },
      }),
    );
    return ids.length - kept.length;
  }

  return {
    async eraseStates(task, keys, isMeant) {
      const wanted = keys.map((key) => stateItemKey(task, key));
      const items = await batchGet(client, TableName, { keys: wanted, attributes: WANTED });
      const erased = await removeStates(items, isMeant);
      await removeBeside(wanted.flatMap(({ pk }) => pk?.S ?? []));
      return erased;
    },

    async sweepStates({ pipeline }, owners, isMeant) {
      if (owners.length === 0) return 0;
      const states = owners.map((owner) => statesOf(pipeline, owner));
      const all = [...states, ...states.map((prefix) => `${PARTS_PREFIX}${prefix}`)];
      const prefixes = all.map((prefix, i) => [`:p${i}`, { S: prefix }]);
      const pages = paginateScan(
        { client },
        {
          TableName,
          ConsistentRead: true,
          FilterExpression: prefixes.map(([name]) => `begins_with(pk, ${name})`).join(' OR '),
          ...projection(WANTED),
          ExpressionAttributeValues: Object.fromEntries(prefixes),
        },
      );
      let erased = 0;
      const beside = new Set<string>();
      for await (const { Items = [] } of pages) {
        for (const pk of besideWhom(Items)) beside.add(pk);
        erased += await removeStates(Items.filter(isState), isMeant);
      }
      await removeBeside([...beside]);
      return erased;
    },

    async eraseTimers(task, isMeant) {
      let erased = 0;
      for await (const some of partition(timersOf(task), ['key'])) {
        erased += await remove(some.filter((item) => isMeant(timerIn(item))));
      }
      return erased;
    },

    async eraseIds(tasks, ids) {
      let erased = 0;
      const names = new Set(
        ids.flatMap(([key, id]) => [nameOfId(key, id), formerNameOfId(id), id]),
      );
      for (const task of tasks) {
        for await (const some of partition(idsOf(task), ['ids'])) {
          for (const item of some) erased += await without(item, names);
        }
      }
      return erased;
    },

    async eraseLeftovers(task, { epoch, texts }) {
      let erased = 0;
      for await (const some of partition(`${PARTS_PREFIX}${headItemKey(task)['pk']?.S}`, [])) {
        erased += await remove(some.filter((item) => epochIn(item) <= epoch));
      }
      const [failure] = await batchGet(client, TableName, { keys: [failureKey(task)] });
      const said = failure?.['message']?.S ?? '';
      if (failure === undefined || ![...texts].some((text) => said.includes(text))) return erased;
      return erased + (await remove([failure]));
    },
  };
}

const WANTED = attributesOf(STATE);

const NOTHING = zstdCompressSync('[]');

const keyOf = ({ pk, sk }: Item): Item => ({ pk: { S: pk?.S ?? '' }, sk: { S: sk?.S ?? '' } });

const isState = ({ pk }: Item): boolean => pk?.S?.startsWith(PARTS_PREFIX) === false;

const timerIn = ({ sk, key }: Item) => ({
  step: sk?.S?.split('#', 1)[0] ?? '',
  key: key?.S ?? '',
});

const idsIn = ({ ids }: Item): Ids =>
  JSON.parse(zstdDecompressSync(ids?.B ?? NOTHING).toString('utf8')) as Ids;

/** Of the head that a part belongs to: `H#<epoch>/…`. */
const epochIn = ({ sk }: Item): number => Number(/^H#(\d+)\//.exec(sk?.S ?? '')?.[1] ?? Number.NaN);
