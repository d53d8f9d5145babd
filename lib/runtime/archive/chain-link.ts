import { formatInstant, parseInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import { LakeError } from '../../errors/lake-error.ts';
import type { ObjectMetadata } from '../../ports/lake.ts';
import { type ChainId, formatHour, GENESIS, type Hour, hourOf } from './layout.ts';

/** From the first to the last, both included. Milliseconds. */
export interface Span {
  readonly min: EventTime;
  readonly max: EventTime;
}

/** The span of some times; `null` of none. */
export function spanOf(times: readonly EventTime[]): Span | null {
  if (times.length === 0) return null;
  const min = times.reduce((a, b) => Math.min(a, b));
  return { min, max: times.reduce((a, b) => Math.max(a, b)) };
}

/** An object with records: all of its shard after `from`, up to and including `to`. */
export interface DataLink extends ChainId {
  readonly kind: 'data';
  /** Padded sequence numbers; the first record after `from` is the first in here. */
  readonly from: string;
  readonly to: string;
  /** Payloads, those of packed records counted one by one. */
  readonly rows: number;
  readonly arrival: Span;
  /** `null` if no payload is an event. */
  readonly eventTime: Span | null;
}

/** An object without records, where a chain leaves an hour: it goes on in another partition. */
export interface TurnLink extends ChainId {
  readonly kind: 'turn';
  readonly from: string;
  readonly next: Hour;
}

/** What can stand under the name of an object of a chain. */
export type ChainLink = DataLink | TurnLink;

/** A note that a chain has entered an hour. The first one of a chain is where it begins. */
export interface RunNote extends ChainId {
  readonly kind: 'run';
  readonly from: string;
  readonly hour: Hour;
  /** Shards that this one was split or merged from; only in the first note of a chain. */
  readonly parents: readonly string[];
}

/** Version of the metadata; add names, never change what one means. */
const VERSION = '1';

/** Metadata of an object or a note: names and values that S3 takes. */
export function metadataOf(link: ChainLink | RunNote): ObjectMetadata {
  const { kind, stream, shard, from } = link;
  const common = { 'millrace-lake': VERSION, kind, stream, shard, from };
  switch (link.kind) {
    case 'data':
      return {
        ...common,
        to: link.to,
        rows: String(link.rows),
        ...spanMetadata('arrival', link.arrival),
        ...spanMetadata('event-time', link.eventTime),
      };
    case 'turn':
      return { ...common, to: from, rows: '0', next: formatHour(link.next) };
    case 'run':
      return { ...common, hour: formatHour(link.hour), parents: link.parents.join(',') };
  }
}

/**
 * What the metadata of an object say; the inverse of {@link metadataOf}.
 *
 * @throws {@link LakeError} `LAKE_OBJECT_UNKNOWN` if it was not written by an archive lane, or by a
 *   newer one.
 */
export function linkOf(metadata: ObjectMetadata, name: string): ChainLink {
  const { kind, stream = '', shard = '', from = '', to = '', rows = '', next = '' } = metadata;
  const arrival = readSpan(metadata, 'arrival');
  if (isCurrent(metadata) && kind === 'data' && arrival !== null) {
    const eventTime = readSpan(metadata, 'event-time');
    return { kind, stream, shard, from, to, rows: Number(rows), arrival, eventTime };
  }
  if (isCurrent(metadata) && kind === 'turn') {
    return { kind, stream, shard, from, next: parseHour(next) };
  }
  throw unknownObject(name, metadata);
}

/** What a note says; throws as {@link linkOf} does. */
export function noteOf(metadata: ObjectMetadata, name: string): RunNote {
  const { kind, stream = '', shard = '', from = GENESIS, hour = '', parents = '' } = metadata;
  if (!isCurrent(metadata) || kind !== 'run') throw unknownObject(name, metadata);
  const ids = parents.split(',').filter((id) => id !== '');
  return { kind, stream, shard, from, hour: parseHour(hour), parents: ids };
}

const isCurrent = (metadata: ObjectMetadata): boolean => metadata['millrace-lake'] === VERSION;

const unknownObject = (name: string, metadata: ObjectMetadata): LakeError =>
  new LakeError('LAKE_OBJECT_UNKNOWN', {
    at: name,
    problem: 'the object is not part of a chain',
    given: `metadata ${JSON.stringify(metadata)}`,
    expected: `those of lake version ${VERSION}`,
    fix: 'copy objects with their metadata, and put nothing else into the lake',
  });

const spanMetadata = (what: string, span: Span | null): ObjectMetadata =>
  span === null
    ? {}
    : { [`min-${what}`]: formatInstant(span.min), [`max-${what}`]: formatInstant(span.max) };

function readSpan(metadata: ObjectMetadata, what: string): Span | null {
  const min = parseInstant(metadata[`min-${what}`] ?? '');
  const max = parseInstant(metadata[`max-${what}`] ?? '');
  return min === undefined || max === undefined ? null : { min, max };
}

const parseHour = (text: string): Hour => hourOf(parseInstant(`${text}:00Z`) ?? Number.NaN);
