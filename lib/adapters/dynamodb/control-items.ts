import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { batchGet } from './batch-get.ts';
import { isTransacted } from './is-transacted.ts';
import { type Expected, isStill, putIf } from './is-written.ts';
import type { Item } from './item.ts';

/**
 * What the table of rows holds beside rows: how far tasks have brought a view, what of it batch runs have
 * computed, which version of it is read.
 */
export type ControlKind = 'watermark' | 'coverage' | 'version';

/** Names one control item of a view among those of its kind. */
export interface ControlItem {
  readonly kind: ControlKind;
  /** Id of the view, or its name if the item is about all of its versions. */
  readonly view: string;
  readonly sk: string;
}

/**
 * Key of a control item. The partition key of a row begins with the name of its view, and no view is
 * called `@…`: so none is where an event's key can reach.
 */
export const controlKey = ({ kind, view, sk }: ControlItem) => ({
  pk: { S: `@${kind}#${view}` },
  sk: { S: sk },
});

/** Where control items were before: where rows of a key called `@watermark` are, too. Read for ever. */
export const formerControlKey = ({ kind, view, sk }: ControlItem) => ({
  pk: { S: `${view}#@${kind}` },
  sk: { S: sk },
});

/** Stored in place of the end of time, which is no number. Milliseconds. */
export const RETIRED = 8.64e15;

/** A control item as it is, wherever it stands; strongly consistent. */
export async function readControl(
  client: DynamoDBClient,
  table: string,
  item: ControlItem,
): Promise<Item | undefined> {
  const keys = [controlKey(item), formerControlKey(item)];
  const found = await batchGet(client, table, { keys });
  return found.find(({ pk }) => pk?.S === keys[0]?.pk.S) ?? found[0];
}

/**
 * Puts a control item if what is stored is as expected, wherever that stands; what stood at the former
 * place is gone then, in the same moment.
 */
export async function replaceControl(
  client: DynamoDBClient,
  table: string,
  { at, attributes, expected }: { at: ControlItem; attributes: Item; expected: Expected },
): Promise<boolean> {
  const item = { ...controlKey(at), ...attributes };
  const former = { TableName: table, Key: formerControlKey(at), ...isStill(expected) };
  const put: TransactWriteItem = { Put: { TableName: table, Item: item, ...isStill(NOTHING) } };
  if (expected.value === undefined) return isTransacted(client, [put, { ConditionCheck: former }]);
  if (await putIf(client, { table, item }, expected)) return true;
  return isTransacted(client, [put, { Delete: former }]);
}

const NOTHING: Expected = { attribute: 'pk', value: undefined };
