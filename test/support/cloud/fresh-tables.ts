import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { WINDOW_INDEX } from '../../../lib/adapters/dynamodb/row-reader.ts';

/** Views tables of one test file's own. */
export function freshTables(client: DynamoDBClient) {
  const tables: string[] = [];
  return {
    async create(): Promise<string> {
      const name = `millrace-test-${randomUUID()}`;
      const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
      const keys = (pk: string, sk: string) => [
        { AttributeName: pk, KeyType: 'HASH' as const },
        { AttributeName: sk, KeyType: 'RANGE' as const },
      ];
      await client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: ['pk', 'sk', WINDOW_INDEX.partitionKey, 'key'].map(text),
          KeySchema: keys('pk', 'sk'),
          GlobalSecondaryIndexes: [
            {
              IndexName: WINDOW_INDEX.name,
              KeySchema: keys(WINDOW_INDEX.partitionKey, 'key'),
              Projection: { ProjectionType: 'ALL' },
            },
          ],
        }),
      );
      tables.push(name);
      await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: name });
      return name;
    },

    async deleteAll(): Promise<void> {
      await Promise.all(
        tables.map((TableName) => client.send(new DeleteTableCommand({ TableName }))),
      );
    },
  };
}
