import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type ContentAttributes, partsIn, type StoredItem } from './content.ts';
import type { Item } from './item.ts';
import type { Parts } from './parts.ts';
import { putParts, removeParts } from './write-parts.ts';

/** A write, and what has to hold for it. */
export interface Put extends Pick<PutItemCommandInput, Conditions> {
  readonly stored: StoredItem;
  readonly at: ContentAttributes;
  /** Whether what it replaces may have parts, although it has none itself. */
  readonly mayReplaceParts?: boolean;
}

type Conditions = 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues';

/**
 * Puts an item with what belongs beside it, if its condition holds. @returns whether it did.
 *
 * Parts are written before the item that names them, and taken away after the item that named them is
 * replaced; those of an item that did not get its place are taken away too. Whoever dies in between
 * is followed by somebody who does the same again.
 */
export async function putStored(
  client: DynamoDBClient,
  table: string,
  { stored: { item, beside }, at, mayReplaceParts = false, ...condition }: Put,
): Promise<boolean> {
  if (beside !== undefined) await putParts(client, table, beside);
  const others = async (there: Item | undefined, mine: Parts | undefined): Promise<void> => {
    const old = partsIn(there, at);
    if (old !== undefined && old.name !== mine?.name) await removeParts(client, table, old);
  };
  try {
    const { Attributes } = await client.send(
      new PutItemCommand({
        TableName: table,
        Item: item,
        ...condition,
        ...(beside !== undefined || mayReplaceParts ? { ReturnValues: 'ALL_OLD' } : {}),
        ...(beside === undefined ? {} : { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      }),
    );
    await others(Attributes, beside?.parts);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // of an answer without the item nothing is known, so that nothing is taken away
    const isNamed =
      error.Item === undefined || partsIn(error.Item, at)?.name === beside?.parts.name;
    if (beside !== undefined && !isNamed) await removeParts(client, table, beside.parts);
    return false;
  }
}

/** Deletes an item with what is beside it; one that is gone is no error. */
export async function deleteStored(
  client: DynamoDBClient,
  TableName: string,
  { Key, at }: { readonly Key: Item; readonly at: ContentAttributes },
): Promise<void> {
  const command = new DeleteItemCommand({ TableName, Key, ReturnValues: 'ALL_OLD' });
  const { Attributes } = await client.send(command);
  const parts = partsIn(Attributes, at);
  if (parts !== undefined) await removeParts(client, TableName, parts);
}
