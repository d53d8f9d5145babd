import { ASSUMPTIONS, LIMITS } from './assumptions.ts';
import { PRICES, type Price, SECONDS_PER_MONTH } from './prices.ts';

/** Bytes that one unit of what is put into a stream holds. */
const PUT_UNIT_BYTES = 25_000;

/** Records that cannot be read, as somebody may put them who may put records at all. */
export interface BadRecords {
  readonly records: number;
  readonly bytesEach: number;
}

/** What bad records cost beyond what is there without them, by what it is paid for. US dollars. */
export interface BadRecordsBill {
  /** Units of what is put into the stream, which its owner pays. */
  readonly put: number;
  /** An object for each, under `dead-letters/`. */
  readonly letters: number;
  /** What is kept of them for a month: the letter, and the record in the lake. */
  readonly kept: number;
  readonly together: number;
}

/**
 * What so many bad records cost.
 *
 * They make no log lines and no rows, and no more invocations than good ones; what is left is that each is kept,
 * in an object of its own.
 */
export function costOfBadRecords({ records, bytesEach }: BadRecords): BadRecordsBill {
  const usd = (quantity: number, { usd: price, per }: Price): number => (quantity * price) / per;
  const put = usd(records * Math.ceil(bytesEach / PUT_UNIT_BYTES), PRICES.putUnit);
  const letters = usd(records, PRICES.put);
  const letter = bytesEach * ASSUMPTIONS.payloadBytesPerByte + ASSUMPTIONS.letterBytes;
  const kept = usd((records * (letter + bytesEach)) / 1e9, PRICES.storage);
  return { put, letters, kept, together: put + letters + kept };
}

/** As many bad records of that size as one shard takes in a month. */
export const mostOfAShard = (bytesEach: number): BadRecords => ({
  bytesEach,
  records: Math.min(LIMITS.shardRecords, LIMITS.shardBytes / bytesEach) * SECONDS_PER_MONTH,
});
