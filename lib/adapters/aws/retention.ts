import { DescribeContinuousBackupsCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';

const HOUR = 3_600_000;

/** How long DynamoDB can restore a table, if it is told to be able to. Milliseconds. */
const RESTORABLE = 35 * 24 * HOUR;

/** Something that keeps what it holds for a while, whatever is erased. */
export interface Retained {
  readonly what: string;
  /** When nothing of today is there any more. Milliseconds; `null` if nobody knows. */
  readonly until: number | null;
}

/** When a stream no longer has what it has now. */
export async function streamRetention(
  client: KinesisClient,
  StreamName: string,
  now: number,
): Promise<Retained> {
  const { StreamDescriptionSummary: summary } = await client.send(
    new DescribeStreamSummaryCommand({ StreamName }),
  );
  const hours = summary?.RetentionPeriodHours;
  const until = hours === undefined ? null : now + hours * HOUR;
  return { what: `records in the stream ${StreamName}`, until };
}

/**
 * When a table can no longer be restored as it was before now; nothing if it never can be, or where the
 * store has no such backups at all, as an emulator.
 */
export async function tableRetention(
  client: Pick<DynamoDBClient, 'send'>,
  TableName: string,
  now: number,
): Promise<Retained[]> {
  const status = await recoveryStatus(client, TableName);
  if (status !== 'ENABLED') return [];
  return [{ what: `point-in-time recovery of the table ${TableName}`, until: now + RESTORABLE }];
}

async function recoveryStatus(client: Pick<DynamoDBClient, 'send'>, TableName: string) {
  try {
    const { ContinuousBackupsDescription: backups } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    );
    return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  } catch (error) {
    if (error instanceof Error && error.name === 'UnknownOperationException') return undefined;
    throw error;
  }
}
