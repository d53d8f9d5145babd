import { parseHeartbeat } from '../../core/heartbeat.ts';
import { DecodeFailure, failureMessage, show } from '../../core/schema/decode-failure.ts';
import { BEGINNING_OF_TIME, type EventTime } from '../../core/time.ts';
import { believable, watermarkAfter } from '../../core/watermark.ts';
import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';
import type { Event, SourceStream } from '../../pipeline/definition/definition.ts';
import type { DeadLetter } from '../../ports/dead-letters.ts';
import type { LateEvent } from '../../ports/effects.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import type { BelongsHere } from '../../ports/topology.ts';
import type { KeyReader } from '../operators/key-values.ts';
import type { Fault, Routed } from '../operators/way.ts';
import type { Counters, Frontier, SourceProgress } from './progress.ts';
import type { OpenView, Router } from './route.ts';

/** Reads an event from bytes, or says why it cannot. */
export type Decode = (data: Uint8Array, start: number, end: number) => Event | DecodeFailure;

/** What the records of one epoch are read with, and what they move. */
export interface Intake {
  readonly stream: SourceStream;
  readonly shard: string;
  readonly decode: Decode;
  readonly router: Router;
  /** Text of the partition key that an event belongs under. */
  readonly keyOf: KeyReader['keyOf'];
  /**
   * Present if rows are written here, so that all events of a key must come to one shard: tells
   * whether this is the one.
   */
  readonly belongsHere: BelongsHere | undefined;
  /** Whether an event with the id came under the record's key before; from now on one did. */
  readonly isRepeated: (id: string, record: SourceRecord) => boolean;
}

/** What came of the records beside the folds. */
export interface Taken {
  watermark: EventTime;
  frontier: Frontier | null;
  newestArrival: EventTime;
  readonly counters: { -readonly [K in keyof Counters]: Counters[K] } & {
    late: Record<string, number>;
  };
  readonly late: LateEvent[];
  readonly deadLetters: DeadLetter[];
}

/** Where a batch begins: after what its task has committed. */
export function takenUpTo({ watermark, frontier, counters }: SourceProgress): Taken {
  return {
    watermark: watermark ?? BEGINNING_OF_TIME,
    frontier,
    newestArrival: BEGINNING_OF_TIME,
    counters: { ...counters, late: { ...counters.late } },
    late: [],
    deadLetters: [],
  };
}

/**
 * Takes one payload: decodes it, gives it to every view, then lets it move the watermark.
 *
 * An event counts in all views or in none: whatever is wrong with it in one view makes it a dead
 * letter before any view has seen it. Nothing that a record holds makes this throw.
 */
export function takeRecord(intake: Intake, record: SourceRecord, taken: Taken): void {
  taken.newestArrival = Math.max(taken.newestArrival, record.arrival);
  const heartbeat = parseHeartbeat(record.data, record.start, record.end);
  if (heartbeat !== undefined) {
    taken.counters.heartbeats++;
    if (heartbeat.at !== null) advance(intake.stream, taken, heartbeat.at, record);
    return;
  }
  taken.counters.records++;
  const event = intake.decode(record.data, record.start, record.end);
  if (event instanceof DecodeFailure) {
    setAside(intake, record, taken, event.reason, failureMessage(event, intake.stream.name));
    return;
  }
  const stray = strayKey(intake, event, record);
  if (stray !== undefined) {
    setAside(intake, record, taken, stray.code, stray.message);
    return;
  }
  const fault = intake.router.route(event);
  if (fault !== undefined) {
    setAside(intake, record, taken, fault.code, fault.message);
    return;
  }
  const time = event[intake.stream.time] as EventTime;
  const { id } = intake.stream;
  if (id !== undefined && intake.isRepeated(String(event[id]), record)) {
    taken.counters.duplicates++;
    return;
  }
  taken.counters.accepted++;
  deliver(intake.router.routed, record, taken);
  advance(intake.stream, taken, time, record);
  reach(intake.stream, taken, time, record);
}

/** Gives every view what the event became for it; what comes too late is set aside. */
function deliver(routed: Routed<OpenView>, record: SourceRecord, taken: Taken): void {
  const { watermark } = taken;
  for (let i = 0; i < routed.length; i++) {
    const { fold, runtime } = routed.targets[i] as OpenView;
    const time = routed.times[i] as EventTime;
    const [event, key] = [routed.events[i] as Event, routed.keys[i] as string];
    const isTaken = fold.add(event, key, time, watermark, record);
    const until = isTaken ? fold.closedUntil?.(time, watermark) : undefined;
    if (isTaken && until === undefined) continue;
    const { sequence, sub } = record;
    const view = runtime.id;
    const late = { view, key, sequence, sub, eventTime: time, watermark };
    if (!isTaken) taken.counters.late[view] = (taken.counters.late[view] ?? 0) + 1;
    taken.late.push(until === undefined ? late : { ...late, until });
  }
}

/**
 * An event under another partition key than its own would be counted by a shard that does not own
 * its rows, and two writers of a row undo each other.
 */
function strayKey(
  { stream, shard, keyOf, belongsHere }: Intake,
  event: Event,
  { partitionKey }: SourceRecord,
): Fault | undefined {
  if (belongsHere === undefined) return undefined;
  const key = keyOf(event);
  // asked with the event's text: the decoder gives the same object again, so its hash is known
  if (typeof key === 'string' && key === partitionKey && belongsHere(key)) return undefined;
  const at = `${stream.name} › ${stream.key}`;
  const failure = typeof key === 'string' ? strayFailure(key, partitionKey, shard) : key;
  return { code: failure.reason, message: failureMessage(failure, at) };
}

function strayFailure(key: string, partitionKey: string, shard: string) {
  if (key !== partitionKey) {
    const reason = 'PARTITION_KEY_MISMATCH' as const;
    return { reason, got: show(partitionKey), expected: show(key) };
  }
  return {
    reason: 'SHARD_MISMATCH' as const,
    got: `${show(partitionKey)} on ${shard}`,
    expected: 'the shard that its hash key belongs to',
  };
}

function setAside(
  { stream, shard }: Intake,
  record: SourceRecord,
  taken: Taken,
  code: DeadLetterCode,
  message: string,
): void {
  taken.counters.deadLetters++;
  taken.deadLetters.push({ stream: stream.name, shard, record, code, message });
}

function advance(
  stream: SourceStream,
  taken: Taken,
  time: EventTime,
  { arrival }: SourceRecord,
): void {
  taken.watermark = watermarkAfter(taken.watermark, time, arrival, stream);
}

/**
 * Follows the newest event, from which heartbeats count silence. They do not count for it themselves:
 * time would wait for `idleAfter` after each, and whoever puts what looks like one would be believed
 * on all shards.
 */
function reach(
  stream: SourceStream,
  taken: Taken,
  time: EventTime,
  { arrival }: SourceRecord,
): void {
  const believed = believable(time, arrival, stream);
  if (taken.frontier !== null && taken.frontier.time >= believed) return;
  taken.frontier = { time: believed, arrival };
}
