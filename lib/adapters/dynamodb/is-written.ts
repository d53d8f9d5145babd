import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';

/** Sends a conditional write. @returns `false` if its condition did not hold; then nothing changed. */
export async function isWritten(
  client: DynamoDBClient,
  command: PutItemCommand | UpdateItemCommand | DeleteItemCommand,
): Promise<boolean> {
  try {
    await client.send(command as PutItemCommand);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** What an attribute of the stored item must be; no item may be there if the value is `undefined`. */
export interface Expected {
  readonly attribute: string;
  readonly value: AttributeValue | undefined;
}

/** The condition of a write that what is stored is as expected. */
export const isStill = ({ attribute, value }: Expected) =>
  value === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#expected = :expected',
        ExpressionAttributeNames: { '#expected': attribute },
        ExpressionAttributeValues: { ':expected': value },
      };

/** Puts an item if what is stored is as expected: compare-and-set. @returns whether it was. */
export const putIf = (
  client: DynamoDBClient,
  { table, item }: { readonly table: string; readonly item: Item },
  expected: Expected,
): Promise<boolean> =>
  isWritten(client, new PutItemCommand({ TableName: table, Item: item, ...isStill(expected) }));
