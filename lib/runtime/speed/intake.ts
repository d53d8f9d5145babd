import { parseHeartbeat } from '../../core/heartbeat.ts';
import { ALL_KEY, keyOf } from '../../core/key.ts';
import { DecodeFailure, failureMessage, show } from '../../core/schema/decode-failure.ts';
import type { EventTime } from '../../core/time.ts';
import { watermarkAfter } from '../../core/watermark.ts';
import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';
import type { Event, SourceStream } from '../../pipeline/definition.ts';
import type { DeadLetter } from '../../ports/dead-letters.ts';
import type { LateEvent } from '../../ports/effects.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import type { BelongsHere } from '../../ports/topology.ts';
import type { ViewRuntime } from '../view-runtime.ts';
import type { WindowFold } from '../window-fold.ts';
import type { Counters, Frontier } from './progress.ts';

/** Reads an event from bytes, or says why it cannot. */
export type Decode = (data: Uint8Array, start: number, end: number) => Event | DecodeFailure;

/** A view and what a batch has added to it so far. */
export interface OpenView {
  readonly runtime: ViewRuntime;
  readonly fold: WindowFold;
}

/** What the records of one epoch are read with, and what they move. */
export interface Intake {
  readonly stream: SourceStream;
  readonly shard: string;
  readonly decode: Decode;
  readonly views: readonly OpenView[];
  /**
   * Present if rows are written here, so that all events of a key must come to one shard: tells
   * whether this is the one.
   */
  readonly belongsHere: BelongsHere | undefined;
  /** Whether the id was taken before; remembers it if not. */
  readonly isRepeated: (id: string, time: EventTime) => boolean;
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

interface Routed {
  readonly view: OpenView;
  readonly event: Event;
  readonly key: string;
  readonly time: EventTime;
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
    if (heartbeat.at !== null) advance(intake.stream, taken, heartbeat.at, record.arrival);
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
  const routed = route(intake, event);
  if (!Array.isArray(routed)) {
    setAside(intake, record, taken, routed.code, routed.message);
    return;
  }
  const time = event[intake.stream.time] as EventTime;
  const { id } = intake.stream;
  if (id !== undefined && intake.isRepeated(String(event[id]), time)) {
    taken.counters.duplicates++;
    return;
  }
  taken.counters.accepted++;
  for (const { view, event: each, key, time: at } of routed) {
    if (view.fold.add(each, key, at, taken.watermark)) continue;
    const viewName = view.runtime.id;
    taken.counters.late[viewName] = (taken.counters.late[viewName] ?? 0) + 1;
    const { sequence, sub } = record;
    taken.late.push({ view: viewName, sequence, sub, eventTime: at, watermark: taken.watermark });
  }
  advance(intake.stream, taken, time, record.arrival);
}

interface Fault {
  readonly code: DeadLetterCode;
  readonly message: string;
}

/**
 * An event under another partition key than its own would be counted by a shard that does not own
 * its rows, and two writers of a row undo each other.
 */
function strayKey(
  { stream, shard, belongsHere }: Intake,
  event: Event,
  { partitionKey }: SourceRecord,
): Fault | undefined {
  if (belongsHere === undefined) return undefined;
  const type = stream.schema.fields[stream.key]?.type;
  const key = keyOf([event[stream.key]], type === undefined ? [] : [type]);
  if (key === partitionKey && belongsHere(partitionKey)) return undefined;
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

function route({ views, stream }: Intake, event: Event): Routed[] | Fault {
  const routed: Routed[] = [];
  let fault: Fault | undefined;
  for (const view of views) {
    const { transform, keyFields, keyTypes, time, id } = view.runtime;
    try {
      transform(event, (each) => {
        const key =
          keyFields.length === 0
            ? ALL_KEY
            : keyOf(
                keyFields.map((field) => each[field]),
                keyTypes,
              );
        const at = each[time];
        if (typeof key !== 'string') {
          fault ??= { code: key.reason, message: failureMessage(key, `${stream.name} › ${id}`) };
        } else if (!Number.isSafeInteger(at)) {
          fault ??= stepFault(stream, id, `${String(at)} as ${time}`);
        } else {
          routed.push({ view, event: each, key, time: at as EventTime });
        }
      });
    } catch (error) {
      fault ??= stepFault(stream, id, String(error));
    }
    if (fault !== undefined) return fault;
  }
  return routed;
}

function stepFault(stream: SourceStream, view: string, got: string): Fault {
  const failure = { reason: 'STEP_FAILED', got, expected: 'an event with its time' } as const;
  return { code: 'STEP_FAILED', message: failureMessage(failure, `${stream.name} › ${view}`) };
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

function advance(stream: SourceStream, taken: Taken, time: EventTime, arrival: EventTime): void {
  taken.watermark = watermarkAfter(taken.watermark, time, arrival, stream);
  const believed = Math.min(time, arrival + stream.maxClockSkew);
  if (taken.frontier !== null && taken.frontier.time >= believed) return;
  taken.frontier = { time: believed, arrival };
}
