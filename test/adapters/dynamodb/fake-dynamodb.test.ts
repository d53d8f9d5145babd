import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';

const TableName = 't';
const key = (pk: string, sk = 's') => ({ pk: { S: pk }, sk: { S: sk } });

describe('the DynamoDB of unit tests', () => {
  test.each([
    ['an item of more than 400 KB', { ...key('a'), v: { S: 'x'.repeat(409_600 - 6) } }],
    ['a partition key of more than 2,048 bytes', key('é'.repeat(1_025))],
    ['a sort key of more than 1,024 bytes', key('a', 'é'.repeat(513))],
    ['an index key of more than 1,024 bytes', { ...key('a'), key: { S: 'é'.repeat(513) } }],
    ['an empty key', key('')],
  ])('refuses %s', async (_, Item) => {
    const { client } = fakeDynamo();

    const put = client.send(new PutItemCommand({ TableName, Item }));

    await expect(put).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('takes what is exactly as large as it may be', async () => {
    const { client, table } = fakeDynamo();
    const Item = { ...key('é'.repeat(1_024), 'x'.repeat(1_024)), v: { S: '' } };
    Item.v.S = 'x'.repeat(409_600 - 2_048 - 1_024 - 5);

    await client.send(new PutItemCommand({ TableName, Item }));

    expect(table(TableName).all()).toHaveLength(1);
  });

  test('answers at most 16 MB of a batch, and says which keys are left', async () => {
    const { client, table } = fakeDynamo();
    const Keys = Array.from({ length: 60 }, (_, i) => key(`${i}`));
    for (const each of Keys) table(TableName).put({ ...each, v: { S: 'x'.repeat(400_000) } });

    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }),
    );

    expect(Responses?.[TableName]).toHaveLength(41);
    expect(UnprocessedKeys?.[TableName]?.Keys).toHaveLength(19);
  });

  test.each([
    [
      'gets of 101 keys',
      new BatchGetItemCommand({
        RequestItems: { [TableName]: { Keys: Array.from({ length: 101 }, (_, i) => key(`${i}`)) } },
      }),
    ],
    [
      'a key twice in a batch',
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('a'), key('a')] } } }),
    ],
    [
      'writes of 26 items',
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: Array.from({ length: 26 }, (_, i) => ({
            PutRequest: { Item: key(`${i}`) },
          })),
        },
      }),
    ],
    [
      'transactions of 101 items',
      new TransactWriteItemsCommand({
        TransactItems: Array.from({ length: 101 }, (_, i) => ({
          Put: { TableName, Item: key(`${i}`) },
        })),
      }),
    ],
    [
      'transactions of more than 4 MB',
      new TransactWriteItemsCommand({
        TransactItems: Array.from({ length: 11 }, (_, i) => ({
          Put: { TableName, Item: { ...key(`${i}`), v: { S: 'x'.repeat(400_000) } } },
        })),
      }),
    ],
    [
      'expressions of more than 4 KB',
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ProjectionExpression: Array.from({ length: 800 }, (_, i) => `#a${i}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(
          Array.from({ length: 800 }, (_, i) => [`#a${i}`, `a${i}`]),
        ),
        ExpressionAttributeValues: { ':pk': { S: 'a' } },
      }),
    ],
    [
      'values that no expression uses',
      new PutItemCommand({
        TableName,
        Item: key('a'),
        ConditionExpression: 'attribute_not_exists(pk)',
        ExpressionAttributeValues: { ':x': { S: '' } },
      }),
    ],
  ])('refuses %s', async (_, command) => {
    const { client } = fakeDynamo();

    const call = client.send(command as QueryCommand);

    await expect(call).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('ends a page after 1 MB, and goes on behind it though its last item is gone', async () => {
    const { client, table } = fakeDynamo();
    for (let i = 0; i < 9; i++) {
      table(TableName).put({ ...key('a', `${i}`), v: { S: 'x'.repeat(300_000) } });
    }
    const pages = paginateQuery(
      { client },
      {
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'a' } },
      },
    );

    const found: (string | undefined)[][] = [];
    for await (const { Items = [] } of pages) {
      found.push(Items.map(({ sk }) => sk?.S));
      table(TableName).remove(key('a', found.flat().at(-1)));
    }

    expect(found).toEqual([
      ['0', '1', '2'],
      ['3', '4', '5'],
      ['6', '7', '8'],
    ]);
  });
});
