import { KINESIS_LIMITS } from '../../adapters/kinesis/limits.ts';
import type { GivenUpBatch } from '../../adapters/s3/given-up-object.ts';
import { mark } from '../../adapters/s3/redrive-marks.ts';
import { parseHeartbeat } from '../../core/heartbeat.ts';
import { formatInstant } from '../../core/instant.ts';
import { EXCHANGE_STREAM } from '../../pipeline/deployed/resource-names.ts';
import type { LanePlan } from '../../pipeline/plan/plan.ts';
import type { Lake } from '../../ports/lake.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import type { SetAside } from './set-aside.ts';

/** What redriving needs of a deployment. */
export interface RedrivePorts {
  readonly lake: Lake;
  /** The payloads of a batch, wherever they still are; `undefined` if nothing has all of them. */
  recordsOf(batch: GivenUpBatch, stream: string): Promise<readonly SourceRecord[] | undefined>;
  /** Kind of the lane that a function is; `undefined` if the function is gone. */
  laneOf(functionArn: string): Promise<LanePlan['kind'] | undefined>;
  /** Returns when all are durable in the stream. */
  put(stream: string, records: readonly SourceRecord[]): Promise<void>;
  now(): number;
}

export interface RedriveOptions {
  /** Whether events of a stream have an id, so that a repetition counts nothing. */
  hasId(stream: string): boolean;
  /** Publish also what was published before, or may have been. */
  readonly again: boolean;
  readonly dryRun: boolean;
}

/** What became of one thing. */
export interface Redriven {
  readonly name: string;
  readonly stream: string;
  readonly outcome: 'published' | 'would publish' | 'passed over' | 'refused';
  /** Payloads that were published, or would be; heartbeats are not. */
  readonly records: number;
  /** Payloads that no stream takes; they stay where they are. */
  readonly left: number;
  /** Why not, or what to know about it. */
  readonly note: string | undefined;
}

/** Published, or why it is not to be. */
type Decision =
  | { readonly records: readonly SourceRecord[]; readonly note: string | undefined }
  | { readonly refused: string };

const GONE = 'neither the object nor the stream nor the lake has all of its records any more';

const EXCHANGED =
  'these are messages of the exchange, which its lane takes only in their order; nothing is lost, as the events are in the lake: compute the views again from there';

const COUNTED =
  'the speed lane reads the stream for itself, and without an id what it has counted would count twice; put the records into the lake by hand, or declare an id';

const PERHAPS =
  'the stream has no id: what the lane had committed of the batch before it failed counts twice';

const TWICE =
  'the stream has no id, and this was published before or may have been: then it counts twice';

const BROKEN_OFF =
  'a redrive was broken off here, so it may be in the stream already, and without an id it would count twice; look at the view, then say --again if it is missing';

/**
 * Publishes one thing again, under the partition keys and with the bytes that it had.
 *
 * With an id in its events it counts once, however often this is broken off and begun again: it is
 * published at least once and the lanes drop repetitions. Without one, it is marked before it is
 * published, and what was marked is not published by itself a second time.
 */
export async function redrive(
  item: SetAside,
  ports: RedrivePorts,
  { hasId, again, dryRun }: RedriveOptions,
): Promise<Redriven> {
  const { name, stream, state } = item;
  const end = (
    outcome: Redriven['outcome'],
    records: number,
    note?: string,
    left = 0,
  ): Redriven => ({ ...{ name, stream, outcome, records, left }, note });
  if (state === 'redriven' && !again) return end('passed over', 0, 'it was redriven before');
  const isSafe = hasId(stream);
  if (state === 'started' && !isSafe && !again) return end('refused', 0, BROKEN_OFF);
  const decision = await decide(item, ports, isSafe);
  if ('refused' in decision) return end('refused', 0, decision.refused);
  const { records, unfit } = sorted(decision.records);
  const left = unfit.length;
  const said = state === 'waiting' || isSafe ? decision.note : TWICE;
  const note = left === 0 ? said : [unfitNote(unfit), ...(said ? [said] : [])].join('; ');
  if (left > 0 && records.length === 0) return end('refused', 0, note, left);
  if (dryRun) return end('would publish', records.length, note, left);
  const at = formatInstant(ports.now());
  const isFirst = await mark(ports.lake, name, { as: 'started', at });
  if (!isFirst && !isSafe && !again) return end('refused', 0, BROKEN_OFF);
  try {
    await ports.put(stream, records);
  } catch (error) {
    if (!isUnfit(error)) throw error;
    return end('refused', 0, `Kinesis does not take it: ${error.message}`, decision.records.length);
  }
  await mark(ports.lake, name, { as: 'done', at });
  return end('published', records.length, note, left);
}

/** Which records a stream takes; parts of packed records have keys that none would. */
function sorted(all: readonly SourceRecord[]) {
  const { min, max } = KINESIS_LIMITS.partitionKeyChars;
  const fits = ({ partitionKey: { length } }: SourceRecord) => length >= min && length <= max;
  return { records: all.filter(fits), unfit: all.filter((record) => !fits(record)) };
}

/** Most records that are named one by one. */
const MOST_NAMED = 5;

function unfitNote(unfit: readonly SourceRecord[]): string {
  const { min, max } = KINESIS_LIMITS.partitionKeyChars;
  const named = unfit
    .slice(0, MOST_NAMED)
    .map(({ sub, partitionKey }) => `event ${sub}: its partition key has ${partitionKey.length}`);
  const more = unfit.length > MOST_NAMED ? `, and ${unfit.length - MOST_NAMED} more like it` : '';
  return `${named.join(', ')}${more} characters, and Kinesis takes ${min} to ${max}; it cannot be put back: have its producer send it again under its key`;
}

/** Whether the service says that it takes no such record, and not that it has no time or does not know us. */
const isUnfit = (error: unknown): error is Error =>
  error instanceof Error &&
  ['ValidationException', 'InvalidArgumentException'].includes(error.name);

async function decide(
  { content, stream, message }: SetAside,
  ports: RedrivePorts,
  hasId: boolean,
): Promise<Decision> {
  if (content.kind === 'unreadable') return { refused: message };
  if (content.kind === 'dead-letter') {
    return { records: content.letters.map(({ record }) => record), note: undefined };
  }
  const { batch } = content;
  const lane = await ports.laneOf(batch.functionArn);
  if (lane === 'exchange' || stream === EXCHANGE_STREAM) return { refused: EXCHANGED };
  if (!hasId && lane !== 'speed') return { refused: COUNTED };
  const records = await ports.recordsOf(batch, stream);
  if (records === undefined) return { refused: GONE };
  const events = records.filter(
    ({ data, start, end }) => parseHeartbeat(data, start, end) === undefined,
  );
  return { records: events, note: hasId ? undefined : PERHAPS };
}
