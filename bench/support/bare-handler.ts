import { CreateTableCommand, DeleteTableCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
} from '@aws-sdk/client-kinesis';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { awsClients } from '../../lib/adapters/aws/clients.ts';
import { shardSender } from '../../lib/adapters/kinesis/shard-sender.ts';
import type { LoadPorts } from '../../lib/cli/loadtest/run-load.ts';
import { zip } from '../../test/support/cloud/zip.ts';

/** Puts an item for each probe of a batch, and does nothing else: the least that a handler can do. */
const SOURCE = `
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient();
export async function handler({ Records }) {
  for (const { kinesis } of Records) {
    for (const [, user] of atob(kinesis.data).matchAll(/"user":"(probe-[^"]+)"/g)) {
      await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: user } } }));
    }
  }
}`;

/** The same way through the cloud without Millrace: stream, mapping, function, table. */
export async function bareHandler(shards: number) {
  const name = `bare-${Date.now()}`;
  const { dynamodb, kinesis } = awsClients();
  const lambda = new LambdaClient();
  await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: shards }));
  await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname, loader: 'js' },
    ...{ bundle: true, platform: 'node', format: 'cjs', write: false },
  });
  await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: name, Runtime: 'nodejs24.x', Handler: 'index.handler' },
      ...{ Role: 'arn:aws:iam::000000000000:role/lambda', Timeout: 60, MemorySize: 1_024 },
      Code: { ZipFile: zip({ 'index.js': outputFiles[0]?.contents ?? '' }) },
      Environment: { Variables: { TABLE: name } },
    }),
  );
  const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName: name }));
  const { UUID } = await lambda.send(
    new CreateEventSourceMappingCommand({
      EventSourceArn: StreamDescription?.StreamARN,
      ...{ FunctionName: name, StartingPosition: 'TRIM_HORIZON', BatchSize: 10_000 },
    }),
  );

  const ports: Omit<LoadPorts, 'now' | 'sleep' | 'random'> = {
    sender: await shardSender(kinesis, {
      ...{ stream: name, maxBytes: 50_000, maxEvents: 500, resendsStrays: false },
    }),
    reader: {
      async rowsOfKey({ view, key }) {
        const { Item } = await dynamodb.send(
          new GetItemCommand({ TableName: name, Key: { pk: { S: key } }, ConsistentRead: true }),
        );
        const row = {
          view,
          key,
          start: 0,
          end: 0,
          updatedAt: null,
          values: {},
          acc: null,
          capped: [],
          truncated: [],
        };
        return Item === undefined ? [] : [{ ...row, run: null }];
      },
      rowsOfWindow: async () => [],
    },
    close: async () => undefined,
    watermark: async () => Number.POSITIVE_INFINITY,
  };
  return {
    ports,
    async remove() {
      await lambda.send(new DeleteEventSourceMappingCommand({ UUID: UUID ?? '' }));
      await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
      await kinesis.send(new DeleteStreamCommand({ StreamName: name }));
      await dynamodb.send(new DeleteTableCommand({ TableName: name }));
    },
  };
}
