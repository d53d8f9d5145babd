import type { Event } from '../../core/event.ts';
import type { Decode } from '../../core/json/decoder.ts';
import type { EventTime } from '../../core/time.ts';
import { LakeError } from '../../errors/lake-error.ts';
import { type Budget, UNLIMITED } from '../../ports/budget.ts';
import type { Lake } from '../../ports/lake.ts';
import type { ArchivedRecord, EncodeLakeFile } from '../../ports/lake-file.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { paddedSequence } from '../../ports/task.ts';
import type { Topology } from '../../ports/topology.ts';
import { oneAtATime } from '../epoch/one-at-a-time.ts';
import { computingPart } from '../epoch/pace.ts';
import { inOrder, isRecordBefore } from '../lanes/in-order.ts';
import { archivedRecord } from './archived-records.ts';
import { beginChain, extend, findHead, type Head } from './chain-head.ts';
import { type DataLink, metadataOf, spanOf } from './chain-link.ts';
import { type ChainId, hourOf } from './layout.ts';

/** Most that one object holds. A packed record is never cut, so the last one may go beyond. */
export const ARCHIVE_LIMITS = {
  rowsPerObject: 100_000,
  /** Of payloads. */
  bytesPerObject: 64 * 1_024 * 1_024,
} as const;

/** What is archived, and how it is read. */
export interface ArchivedStream {
  readonly name: string;
  /** Field with the event time. */
  readonly time: string;
  readonly decode: Decode<Event>;
}

export interface ArchivePorts {
  readonly lake: Lake;
  readonly topology: Pick<Topology, 'shards'>;
  readonly encode: EncodeLakeFile;
}

/**
 * Whether everything is stored now; if not, what comes again has to begin with `firstMissing`, and
 * there is no cause if time was up.
 */
export type Archived =
  | { readonly ok: true }
  | { readonly ok: false; readonly firstMissing: string; readonly cause?: unknown };

/** One lane of one process. */
export interface ArchiveLane {
  /**
   * @param records - An unbroken part of what the shard holds, in any order; what is stored already is
   *   skipped.
   */
  take(shard: string, records: readonly SourceRecord[], budget?: Budget): Promise<Archived>;
}

/**
 * Stores every record of a stream once, as chains of objects: one chain per shard (law L9).
 *
 * An object is created only, under a name that follows from the one before it: whoever is at the same
 * place of the chain tries the same name, one wins, and the others learn how far the winner reached
 * and go on from there. So it does not matter how often a batch comes again, how it is cut, how many
 * do it at once, or how old the place is that a process remembers.
 *
 * What it needs is that a batch is an unbroken part of its shard and that it comes after everything
 * before it has been answered with success: what an event source mapping guarantees, unless it gives
 * a batch up.
 */
export function archiveLane(stream: ArchivedStream, ports: ArchivePorts): ArchiveLane {
  const heads = new Map<string, Head>();
  const inTurn = oneAtATime();

  async function take(
    shard: string,
    records: readonly SourceRecord[],
    budget: Budget,
  ): Promise<Archived> {
    const chain = { stream: stream.name, shard };
    const reading = computingPart(budget);
    let rest = inOrder(records, isRecordBefore);
    if (rest.length === 0) return { ok: true };
    try {
      let head = heads.get(shard) ?? (await findHead(ports.lake, chain));
      for (;;) {
        heads.set(shard, head);
        rest = after(head, rest);
        const [first] = rest;
        if (first === undefined) return { ok: true };
        if (reading.isSpent()) return { ok: false, firstMissing: first.sequence };
        head = await advance(stream, ports, { chain, head, rest, reading });
      }
    } catch (cause) {
      return { ok: false, firstMissing: rest[0]?.sequence ?? '', cause };
    }
  }

  return {
    take: (shard, records, budget = UNLIMITED) => inTurn(shard, () => take(shard, records, budget)),
  };
}

interface Step {
  readonly chain: ChainId;
  readonly head: Head;
  /** At least one. */
  readonly rest: readonly SourceRecord[];
  /** In which records are read. */
  readonly reading: Budget;
}

/** One step along the chain, made by us or found made. */
async function advance(
  stream: ArchivedStream,
  { lake, topology, encode }: ArchivePorts,
  { chain, head, rest, reading }: Step,
): Promise<Head> {
  const next = hourOf(rest[0]?.arrival ?? 0);
  const { hour } = head;
  if (hour === undefined) {
    const shards = await topology.shards(chain.stream);
    const parents = shards.find(({ id }) => id === chain.shard)?.parents ?? [];
    return beginChain(lake, chain, { hour: next, parents });
  }
  if (hour !== next && !head.turned) {
    const link = { kind: 'turn', ...chain, from: head.at, next } as const;
    return extend(lake, { head, hour }, { link, bytes: encode([], metadataOf(link)) });
  }
  const rows = rowsOf(firstRun(rest), stream.decode, reading);
  const link = linkOver(rows, { chain, from: head.at, time: stream.time });
  return extend(lake, { head, hour }, { link, bytes: encode(rows, metadataOf(link)) });
}

/** The records that go into one object: of one hour, and not too many. */
function firstRun(records: readonly SourceRecord[]): readonly SourceRecord[] {
  const hour = hourOf(records[0]?.arrival ?? 0);
  let bytes = 0;
  const end = records.findIndex(({ sequence, arrival, start, end }, i) => {
    if (i > 0 && records[i - 1]?.sequence !== sequence) {
      if (hourOf(arrival) !== hour || i >= ARCHIVE_LIMITS.rowsPerObject) return true;
      if (bytes >= ARCHIVE_LIMITS.bytesPerObject) return true;
    }
    bytes += end - start;
    return false;
  });
  return end < 0 ? records : records.slice(0, end);
}

/** As many records as there is time to read, one of the stream at least, and none of them in part. */
function rowsOf(
  records: readonly SourceRecord[],
  decode: Decode<Event>,
  reading: Budget,
): ArchivedRecord[] {
  const rows: ArchivedRecord[] = [];
  for (const [i, record] of records.entries()) {
    const isNext = i > 0 && records[i - 1]?.sequence !== record.sequence;
    if (isNext && reading.isSpent()) break;
    rows.push(archivedRecord(record, decode));
  }
  return rows;
}

interface Place {
  readonly chain: ChainId;
  readonly from: string;
  readonly time: string;
}

function linkOver(rows: readonly ArchivedRecord[], { chain, from, time }: Place): DataLink {
  const eventTimes = rows.flatMap(({ event }) =>
    event === null ? [] : [event[time] as EventTime],
  );
  return {
    kind: 'data',
    ...chain,
    from,
    to: paddedSequence(rows.at(-1)?.record.sequence ?? ''),
    rows: rows.length,
    arrival: spanOf(rows.map(({ record }) => record.arrival)) ?? { min: 0, max: 0 },
    eventTime: spanOf(eventTimes),
  };
}

/** Longest that a record can have arrived after one that comes later in its shard. Milliseconds. */
const CLOCK_TOLERANCE = 3_600_000;

/**
 * The records that are not stored yet.
 *
 * @throws {@link LakeError} `LAKE_SEQUENCE_BACK` if records that count as stored are newer than the
 *   chain: then the numbers have begun again, and passing over the records would lose them.
 */
function after(head: Head, records: readonly SourceRecord[]): readonly SourceRecord[] {
  const fresh = records.findIndex(({ sequence }) => paddedSequence(sequence) > head.at);
  const stored = fresh < 0 ? records : records.slice(0, fresh);
  const newest = stored.at(-1)?.arrival ?? 0;
  if (head.arrival !== undefined && newest > head.arrival + CLOCK_TOLERANCE) {
    throw new LakeError('LAKE_SEQUENCE_BACK', {
      at: `the chain that has reached ${head.at}`,
      problem: 'a record is newer than its end, but has a smaller number',
      given: stored.at(-1)?.sequence ?? '',
      expected: 'numbers that grow with time',
      fix: 'give a stream that was deleted and made again a lake of its own',
    });
  }
  return fresh < 0 ? [] : records.slice(fresh);
}
