import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isHealthy } from '../../lib/local-cloud/health.ts';
import { localCloudStatus } from '../../lib/local-cloud/index.ts';
import { processTree } from '../../lib/local-cloud/process-tree.ts';
import { listeningSockets } from '../support/cloud/listening-sockets.ts';
import { localCloud } from '../support/cloud/local-cloud.ts';

const name = `millrace-table-${Date.now()}`;
const template = JSON.stringify({
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    },
  },
});

const formation = new CloudFormationClient();

beforeAll(async () => {
  await formation.send(new CreateStackCommand({ StackName: name, TemplateBody: template }));
  const wait = { client: formation, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  await waitUntilStackCreateComplete(wait, { StackName: name });
}, 120_000);

afterAll(() => formation.send(new DeleteStackCommand({ StackName: name })));

describe('the local cloud', () => {
  test('answers where it says it is', async () => {
    const healthy = await isHealthy(localCloud().url);

    expect(healthy).toBe(true);
  });

  test('listens on the loopback interface only, with all its processes', async () => {
    const { state } = await localCloudStatus();
    const processes = state === undefined ? [] : processTree(state.pid);

    const sockets = listeningSockets(processes.map(({ pid }) => pid));

    expect(sockets.filter(({ isLoopback }) => !isLoopback)).toEqual([]);
  });

  test('shows a table of a stack to those who talk to DynamoDB Local directly', async () => {
    const { url, dynamodbUrl = url } = localCloud();
    const direct = new DynamoDBClient({ endpoint: dynamodbUrl });
    const gateway = new DynamoDBClient({ endpoint: url });
    const put = (client: DynamoDBClient) =>
      client.send(
        new PutItemCommand({
          TableName: name,
          Item: { pk: { S: 'k' }, value: { N: '1' } },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );

    await put(direct);
    const get = new GetItemCommand({ TableName: name, Key: { pk: { S: 'k' } } });
    const { Item } = await gateway.send(get);

    expect(Item).toEqual({ pk: { S: 'k' }, value: { N: '1' } });
    await expect(put(gateway)).rejects.toThrow(ConditionalCheckFailedException);
    await expect(put(direct)).rejects.toThrow(ConditionalCheckFailedException);
  });
});
