import { KINESIS_LIMITS } from '../limits.ts';
import { type AggregationFailure, failure } from './failure.ts';
import { digestMatches, isAggregated } from './format.ts';
import type { SubRecord } from './sub-record.ts';
import { indexSubRecords, SPAN, type SubRecordIndex } from './sub-record-index.ts';

/** How much a stranger's record may make us hold. */
export interface AggregationLimits {
  /** Most sub-records in one packed record, and most keys in either of its tables. */
  readonly maxSubRecords: number;
  /** Largest packed record, envelope included. Units: bytes. */
  readonly maxBytes: number;
}

/**
 * Room for anything a stream can be set to carry, but not for a million empty events in it.
 *
 * 100,000 sub-records take some 20 MB of heap once decoded; the KPL's default record of 50 KB has no room
 * for more than 8,500.
 */
export const AGGREGATION_LIMITS: AggregationLimits = {
  maxSubRecords: 100_000,
  maxBytes: KINESIS_LIMITS.recordBytesCeiling,
};

export type Decoded =
  | { readonly ok: true; readonly records: readonly SubRecord[] }
  | AggregationFailure;

export type Visited = { readonly ok: true; readonly count: number } | AggregationFailure;

/**
 * @param start - First byte of the event in the packed record.
 * @param end - First byte after it.
 * @param partitionKeyIndex - Equal for sub-records of equal key, unless the producer repeats keys.
 */
export type VisitSubRecord = (start: number, end: number, partitionKeyIndex: number) => void;

const NO_MAGIC = failure(
  'KPL_NOT_AGGREGATED',
  'record: it is not in the KPL aggregation format; take it as one event',
);

const WRONG_DIGEST = failure(
  'KPL_NOT_AGGREGATED',
  'record: it begins like a packed record, but its digest does not match; take it as one event',
);

/**
 * The events of a packed record, in order.
 *
 * All or nothing: a failure means that no event was taken. Never throws, whatever the bytes.
 *
 * - `KPL_NOT_AGGREGATED`: the bytes are one ordinary event and should be decoded as such. That
 *   includes bytes with the magic but the wrong digest, as in the KCL; as JSON they cannot be read
 *   (the magic is no UTF-8), so they end as a dead letter with their full payload.
 * - `KPL_MALFORMED`: the digest is right, so these bytes are what a producer meant, but they are no
 *   `AggregatedRecord`. A dead letter. (The KCL hands on the raw bytes as one event, or, if an index
 *   is outside its table, the events before it, and logs; it loses the rest.)
 * - `KPL_OVER_LIMIT`: a dead letter too.
 *
 * Tags and unknown fields are skipped. An explicit hash key is not checked here to be a number; see
 * {@link routedHashKey}.
 */
export function decodeAggregated(
  bytes: Uint8Array,
  limits: AggregationLimits = AGGREGATION_LIMITS,
): Decoded {
  const index = openAggregated(bytes, limits);
  if (!index.ok) return index;
  const { spans } = index;
  const partitionKeys = decodeKeys(bytes, index.partitionKeys);
  const explicitHashKeys = decodeKeys(bytes, index.explicitHashKeys);
  const { buffer, byteOffset } = bytes;
  const records: SubRecord[] = [];
  for (let at = 0; at < spans.length; at += SPAN) {
    const start = spans[at] as number;
    const end = spans[at + 1] as number;
    const hashKey = spans[at + 3] as number;
    records.push({
      partitionKey: partitionKeys[spans[at + 2] as number] as string,
      explicitHashKey: hashKey < 0 ? undefined : (explicitHashKeys[hashKey] as string),
      data: new Uint8Array(buffer, byteOffset + start, end - start),
      index: at / SPAN,
    });
  }
  return { ok: true, records };
}

/**
 * Tells `visit` where each event lies, in order, for callers that read the bytes themselves.
 *
 * Accepts and refuses exactly what {@link decodeAggregated} does, before the first visit, but
 * allocates nothing per event. What `visit` throws escapes.
 */
export function forEachSubRecord(
  bytes: Uint8Array,
  limits: AggregationLimits,
  visit: VisitSubRecord,
): Visited {
  const index = openAggregated(bytes, limits);
  if (!index.ok) return index;
  const { spans } = index;
  for (let at = 0; at < spans.length; at += SPAN) {
    visit(spans[at] as number, spans[at + 1] as number, spans[at + 2] as number);
  }
  return { ok: true, count: spans.length / SPAN };
}

function openAggregated(
  bytes: Uint8Array,
  { maxBytes, maxSubRecords }: AggregationLimits,
): SubRecordIndex | AggregationFailure {
  if (!isAggregated(bytes)) return NO_MAGIC;
  if (bytes.length > maxBytes) {
    return failure(
      'KPL_OVER_LIMIT',
      `packed record: it is too large; got ${bytes.length} bytes, expected at most ${maxBytes}; raise maxBytes or pack less`,
    );
  }
  return digestMatches(bytes) ? indexSubRecords(bytes, maxSubRecords) : WRONG_DIGEST;
}

function decodeKeys(bytes: Uint8Array, table: readonly number[]): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const keys: string[] = [];
  for (let at = 0; at < table.length; at += 2) {
    keys.push(text.toString('utf8', table[at], table[at + 1]));
  }
  return keys;
}
