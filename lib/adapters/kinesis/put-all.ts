import {
  type KinesisClient,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import pRetry from 'p-retry';
import { TransientError } from '../../errors/transient-error.ts';
import { KINESIS_LIMITS } from './limits.ts';

/** What one call tells whoever counts. */
export interface PutProgress {
  /** Entries that the call left durable. */
  readonly put: number;
  /** Entries that will be sent again. */
  readonly refused: number;
}

export interface PutOptions {
  readonly stream: string;
  /** Attempts after the first, per call. */
  readonly retries?: number;
  readonly onProgress?: (progress: PutProgress) => void;
}

/**
 * Puts all entries, call by call, and sends again only those that a call refused.
 *
 * Entries of one partition key keep their order between calls; within a call a refused entry comes
 * after the ones that were taken, as Kinesis has it.
 *
 * @throws {@link TransientError} if entries are still refused after the last attempt.
 */
export async function putAll(
  client: KinesisClient,
  entries: readonly PutRecordsRequestEntry[],
  { stream, retries = 10, onProgress }: PutOptions,
): Promise<void> {
  for (const call of callsOf(entries)) {
    let rest = call;
    const attempt = async (): Promise<void> => {
      const { Records = [] } = await client.send(
        new PutRecordsCommand({ StreamName: stream, Records: rest }),
      );
      const refused = rest.filter((_, i) => Records[i]?.ErrorCode !== undefined);
      onProgress?.({ put: rest.length - refused.length, refused: refused.length });
      rest = refused;
      if (refused.length === 0) return;
      const why = Records.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorMessage ?? '';
      throw new TransientError(`${stream}: ${refused.length} records were refused: ${why}`);
    };
    await pRetry(attempt, {
      retries,
      minTimeout: 50,
      maxTimeout: 5_000,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof TransientError,
    });
  }
}

/** Entries cut into calls that stay below the limits of `PutRecords`. */
export function callsOf(entries: readonly PutRecordsRequestEntry[]): PutRecordsRequestEntry[][] {
  const calls: PutRecordsRequestEntry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const size = (entry.Data?.length ?? 0) + Buffer.byteLength(entry.PartitionKey ?? '');
    const last = calls.at(-1);
    const { putRecordsBytesAnywhere, putRecordsEntries } = KINESIS_LIMITS;
    if (
      last === undefined ||
      bytes + size > putRecordsBytesAnywhere ||
      last.length >= putRecordsEntries
    ) {
      calls.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return calls;
}
