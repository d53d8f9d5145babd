import {
  type DescribeContinuousBackupsCommandOutput,
  DynamoDBClient,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { tableRetention } from '../../lib/adapters/aws/retention.ts';

const DAY = 24 * 3_600_000;

type Answer = Pick<DescribeContinuousBackupsCommandOutput, 'ContinuousBackupsDescription'>;

/** A client that gives one answer, or fails with one error, whatever it is asked. */
function answering(answer: Answer | Error): Pick<DynamoDBClient, 'send'> {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () => async () => {
      if (answer instanceof Error) throw answer;
      return { output: { $metadata: {}, ...answer }, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  return client;
}

const recovery = (PointInTimeRecoveryStatus: 'ENABLED' | 'DISABLED'): Answer => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
  },
});

const failure = (name: string): Error =>
  new DynamoDBServiceException({ name, $fault: 'client', message: name, $metadata: {} });

describe('what backups of a table keep', () => {
  test('is kept for 35 days where it can be restored', async () => {
    expect(await tableRetention(answering(recovery('ENABLED')), 'Views', 0)).toEqual([
      { what: 'point-in-time recovery of the table Views', until: 35 * DAY },
    ]);
  });

  test('is nothing where it cannot, or where the store knows no backups', async () => {
    expect(await tableRetention(answering(recovery('DISABLED')), 'Views', 0)).toEqual([]);

    const unknown = failure('UnknownOperationException');
    expect(await tableRetention(answering(unknown), 'Views', 0)).toEqual([]);
  });

  test('is not known to whoever may not ask: that is an error', async () => {
    const denied = failure('AccessDeniedException');
    await expect(tableRetention(answering(denied), 'Views', 0)).rejects.toBe(denied);
  });
});
