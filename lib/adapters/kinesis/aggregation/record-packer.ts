import { KINESIS_LIMITS } from '../limits.ts';
import { type AggregationFailure, failure } from './failure.ts';
import { parseHashKey } from './hash-range.ts';
import { append, close, type OpenRecord, openRecord, type PackedRecord } from './open-record.ts';
import type { KeyedData } from './sub-record.ts';

/**
 * Defaults of {@link RecordPackerOptions}.
 *
 * `maxBytes` is the largest whole number of billed units that leaves a margin below the 1 MiB of a
 * stream nobody reconfigured. A record costs the same per byte at any whole number of units, so a
 * producer that cares more for latency, or for many small batches per second and shard, takes one
 * unit instead.
 */
export const RECORD_PACKER_DEFAULTS = {
  maxBytes: 40 * KINESIS_LIMITS.payloadUnitBytes,
  maxRecords: 10_000,
} as const;

export interface RecordPackerOptions {
  /**
   * Largest packed record as Kinesis counts it: envelope, tables, events, and the partition key it
   * is put with. Units: bytes. Sizes that are not above a multiple of the billed unit waste least.
   *
   * @defaultValue `RECORD_PACKER_DEFAULTS.maxBytes`
   */
  readonly maxBytes?: number;

  /**
   * Most events in one packed record; at least 1.
   *
   * @defaultValue `RECORD_PACKER_DEFAULTS.maxRecords`
   */
  readonly maxRecords?: number;
}

/** What became of an event: taken, perhaps with a record that it filled or found full; or refused. */
export type Added =
  | { readonly ok: true; readonly packed: PackedRecord | undefined }
  | EventTooBig
  | AggregationFailure<'KPL_KEY_INVALID'>;

/** The event would not fit in a packed record of its own. It may still fit unpacked. */
export interface EventTooBig extends AggregationFailure<'KPL_EVENT_TOO_BIG'> {
  /** What a packed record with this event alone would measure. */
  readonly sizeBytes: number;
  readonly limitBytes: number;
}

export interface RecordPacker {
  /**
   * Takes an event, or refuses it and stays as it was.
   *
   * `packed` is the record that had no room for it; the event begins the next one. Keeps a reference
   * to the data until then.
   */
  add(event: KeyedData): Added;
  /** What was taken and not given out, or `undefined` if that is nothing. */
  flush(): PackedRecord | undefined;
}

const TAKEN: Added = { ok: true, packed: undefined };

/**
 * Packs events in the order they come, whatever their keys: the caller sees to it that they belong
 * to one shard, as {@link packByShard} does.
 *
 * A single event is packed as well (the KPL sends it raw), so that what was packed always unpacks to
 * what went in, with all keys.
 */
export function recordPacker({
  maxBytes = RECORD_PACKER_DEFAULTS.maxBytes,
  maxRecords = RECORD_PACKER_DEFAULTS.maxRecords,
}: RecordPackerOptions = {}): RecordPacker {
  let open: OpenRecord | undefined;

  return {
    add(event) {
      const keyProblem = problemWithKeys(event);
      if (keyProblem !== undefined) return failure('KPL_KEY_INVALID', keyProblem);
      const full = open;
      if (full !== undefined && full.entries.length < maxRecords && append(full, event, maxBytes))
        return TAKEN;
      const next = alone(event);
      if (!(next.bytes <= maxBytes)) return tooBig(next.bytes, maxBytes);
      open = next;
      return full === undefined ? TAKEN : { ok: true, packed: close(full) };
    },

    flush() {
      const packed = open === undefined ? undefined : close(open);
      open = undefined;
      return packed;
    },
  };
}

/**
 * Why an event cannot be sent, if it cannot: in a packed record of that size, or, where that is allowed, as
 * a record of its own.
 */
export function problemWith(
  event: KeyedData,
  maxBytes: number,
  maxUnpackedBytes = 0,
): AggregationFailure<'KPL_KEY_INVALID' | 'KPL_EVENT_TOO_BIG'> | undefined {
  const keyProblem = problemWithKeys(event);
  if (keyProblem !== undefined) return failure('KPL_KEY_INVALID', keyProblem);
  const { bytes } = alone(event);
  if (bytes <= maxBytes) return undefined;
  const unpacked = event.data.length + Buffer.byteLength(event.partitionKey);
  if (unpacked <= maxUnpackedBytes) return undefined;
  return maxUnpackedBytes === 0 ? tooBig(bytes, maxBytes) : tooBigAtAll(unpacked, maxUnpackedBytes);
}

function alone(event: KeyedData): OpenRecord {
  const open = openRecord(event);
  append(open, event, Number.POSITIVE_INFINITY);
  return open;
}

function problemWithKeys({ partitionKey, explicitHashKey }: KeyedData): string | undefined {
  const { min, max } = KINESIS_LIMITS.partitionKeyChars;
  if (partitionKey.length < min || partitionKey.length > max) {
    return `event: its partition key has the wrong length; got ${partitionKey.length} characters, expected ${min} to ${max}; send it with a shorter key, such as a hash of it`;
  }
  if (!partitionKey.isWellFormed()) {
    return 'event: its partition key is not text; got half of a surrogate pair, expected well-formed Unicode; repair what cuts the key';
  }
  if (explicitHashKey !== undefined && parseHashKey(explicitHashKey) === undefined) {
    return `event: its explicit hash key is not a number; got ${JSON.stringify(explicitHashKey.slice(0, 50))}, expected a decimal integer from 0 to 2^128 - 1; leave it out or repair it`;
  }
  return undefined;
}

const tooBig = (sizeBytes: number, limitBytes: number): EventTooBig => ({
  ...failure(
    'KPL_EVENT_TOO_BIG',
    `event: it does not fit in a packed record; got ${sizeBytes} bytes packed alone, expected at most ${limitBytes}; send it unpacked, or put its payload in S3 and send the reference`,
  ),
  sizeBytes,
  limitBytes,
});

const tooBigAtAll = (sizeBytes: number, limitBytes: number) =>
  failure(
    'KPL_EVENT_TOO_BIG',
    `event: it does not fit in a record, packed or not; got ${sizeBytes} bytes with its key, expected at most ${limitBytes}; raise --max-record-bytes if the stream takes larger records, or put its payload in S3 and send the reference`,
  );
