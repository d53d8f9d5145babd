import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';

/**
 * Writes all or nothing. @returns `false` if a condition did not hold; then nothing changed.
 *
 * @throws `TransactionCanceledException` if it was for another reason, such as somebody else's
 *   transaction on the same items.
 */
export async function isTransacted(
  client: DynamoDBClient,
  items: readonly TransactWriteItem[],
): Promise<boolean> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
    return true;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
    if (codes.every((code) => code === 'None' || code === 'ConditionalCheckFailed')) return false;
    throw error;
  }
}
