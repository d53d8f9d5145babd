import {
  type KinesisClient,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
  type PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis';
import { TransientError } from '../../errors/transient-error.ts';
import { KINESIS_LIMITS } from './limits.ts';
import { delayAfter, PATIENCE, type Patience } from './patience.ts';

/** What one call tells whoever counts. */
export interface PutProgress {
  /** Entries that the call left durable. */
  readonly put: number;
  /** Entries that will be sent again. */
  readonly refused: number;
}

export interface PutOptions {
  readonly stream: string;
  /** @defaultValue some 25 s: the lanes have a minute for a batch */
  readonly patience?: Patience;
  readonly onProgress?: (progress: PutProgress) => void;
}

/**
 * Puts all entries, and sends again only those that a call refused.
 *
 * Entries of equal keys keep their order: no call has two of them, as Kinesis may take them in any
 * order and may refuse the first alone, and the next one goes when all before it are durable. So it
 * takes as many calls as there are entries of one key.
 *
 * @throws {@link TransientError} if entries are still refused when the patience is at its end; those
 *   before them, and others of their call, are durable.
 */
export async function putAll(
  client: KinesisClient,
  entries: readonly PutRecordsRequestEntry[],
  { stream, patience = { ...PATIENCE, refusals: 10 }, onProgress }: PutOptions,
): Promise<void> {
  const put = async (call: readonly PutRecordsRequestEntry[]): Promise<void> => {
    let rest = call;
    for (let refusals = 0; rest.length > 0; ) {
      const { Records = [] } = await client.send(
        new PutRecordsCommand({ StreamName: stream, Records: [...rest] }),
      );
      const refused = rest.filter((_, i) => !isTaken(Records[i]));
      onProgress?.({ put: rest.length - refused.length, refused: refused.length });
      refusals = refused.length < rest.length ? 1 : refusals + 1;
      rest = refused;
      if (rest.length === 0) return;
      if (refusals > patience.refusals) {
        const why = Records.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorMessage ?? '';
        throw new TransientError(`${stream}: ${refused.length} records were refused: ${why}`);
      }
      await patience.sleep(delayAfter(refusals, patience.random));
    }
  };
  for (const round of roundsOf(entries)) for (const call of callsOf(round)) await put(call);
}

/** Whether an entry is durable; one that the answer does not speak of is not known to be. */
export const isTaken = (answer: PutRecordsResultEntry | undefined): boolean =>
  answer !== undefined && answer.ErrorCode === undefined;

/** The first entry of each key, then the second of each, and so on. */
function roundsOf(entries: readonly PutRecordsRequestEntry[]): PutRecordsRequestEntry[][] {
  const rounds: PutRecordsRequestEntry[][] = [];
  const seen = new Map<string, number>();
  for (const entry of entries) {
    const key = `${entry.ExplicitHashKey ?? ''}/${entry.PartitionKey}`;
    const round = seen.get(key) ?? 0;
    seen.set(key, round + 1);
    const others = rounds[round] ?? [];
    others.push(entry);
    rounds[round] = others;
  }
  return rounds;
}

/** Entries cut into calls that stay within the limits of `PutRecords`, in their order. */
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
