import { heartbeatText } from '../core/heartbeat.ts';
import { parseInstant } from '../core/instant.ts';
import type { EventTime } from '../core/time.ts';
import type { Pipeline, SourceStream, ViewDefinition } from '../pipeline/definition/definition.ts';
import { viewId } from '../pipeline/definition/view-id.ts';
import type { SourceRecord } from '../ports/source-record.ts';
import { type PlainRow, plainRow } from '../serving/plain-row.ts';
import { type AnswerRow, queryRows } from '../serving/query-rows.ts';
import { servedView } from '../serving/served-view.ts';
import { versionsOf, viewOfId } from '../serving/view-named.ts';
import { memoryPlatform } from './memory-platform.ts';

/** An instant: ISO-8601 text with a zone, a `Date`, or milliseconds since 1970. */
export type TestInstant = string | Date | EventTime;

/** An event as a producer writes it: what `JSON.stringify` makes of it is the record. */
export type TestEvent = Readonly<Record<string, unknown>>;

/** How records are put. */
export interface GiveOptions {
  /**
   * When the stream takes them.
   *
   * @defaultValue the event time of each, or the last arrival if that is later
   */
  readonly arrival?: TestInstant;
}

/** An event that came too late for a view. */
export interface TestLateEvent {
  /** Name of the view; with `@` and a number from its second version on. */
  readonly view: string;
  /** Event time. */
  readonly time: Date;
  /** How far event time had come. */
  readonly watermark: Date;
  /** Why it was not taken, if not for being late. */
  readonly why?: string;
}

/** A record that could not be read. */
export interface TestDeadLetter {
  /** Name of the stream that it was put into. */
  readonly stream: string;
  /** Stable; `docs/errors.md` says what to do. */
  readonly code: string;
  /** Where, what was got, what was expected. */
  readonly message: string;
  /** The record's text. */
  readonly payload: string;
}

/** A pipeline in a test: what is given goes through the runtime that is deployed, in this process. */
export interface TestPipeline {
  /**
   * Puts events into a stream, in their order, and waits until all that follows from them is done.
   *
   * @param events - Objects, or the text of a record as it is.
   * @throws Error if the pipeline has no such stream.
   */
  give(
    stream: string,
    events: readonly (TestEvent | string)[],
    options?: GiveOptions,
  ): Promise<void>;
  /**
   * Lets event time come as far as `instant` on every stream, as if nothing more came before: windows
   * that end by then are closed, patterns and joins that wait until then decide.
   */
  advanceTo(instant: TestInstant): Promise<void>;
  /**
   * The rows of a view by window and then key; alerts and other records by time.
   *
   * @param key - Only rows of this key, its parts joined by `|`.
   * @throws Error if the pipeline has no such view.
   */
  rows(view: string, key?: string): Promise<readonly PlainRow[]>;
  /** Events that were too late, in the order in which they were set aside. */
  late(): readonly TestLateEvent[];
  /** Records that could not be read, in their order. */
  deadLetters(): readonly TestDeadLetter[];
}

/** How a pipeline is tested. */
export interface TestPipelineOptions {
  /**
   * Shards of each stream; events are spread by their partition key.
   *
   * @defaultValue 1
   */
  readonly shards?: number;
}

/**
 * A pipeline to try in any test runner: no cloud, no clock, the same lanes as deployed.
 *
 * @example
 * const test = testPipeline(shop);
 * await test.give('sales', [{ customer: 'ada', at: '2026-03-01T10:05:00Z', amount: 12.5 }]);
 * await test.advanceTo('2026-03-01T12:00:00Z');
 * const [row] = await test.rows('sales_by_customer', 'ada'); // row.values.revenue === '12.50'
 *
 * @throws {@link DefinitionError} if the pipeline can be run in one process only.
 */
export function testPipeline(
  pipeline: Pipeline,
  { shards = 1 }: TestPipelineOptions = {},
): TestPipeline {
  const shardsOf = new Map(
    pipeline.streams.map(({ name }) => [
      name,
      Array.from({ length: shards }, (_, i) => `${name}:${i}`),
    ]),
  );
  const platform = memoryPlatform(pipeline, shardsOf);
  let sequence = 0;
  let now: EventTime = Number.NEGATIVE_INFINITY;

  const record = (text: string, partitionKey: string, arrival: EventTime): SourceRecord => {
    const data = new TextEncoder().encode(text);
    const position = { sequence: String(++sequence), sub: 0, arrival, partitionKey };
    return { ...position, data, start: 0, end: data.length };
  };

  return {
    async give(name, events, { arrival } = {}) {
      const stream = streamNamed(pipeline, name);
      for (const event of events) {
        const text = typeof event === 'string' ? event : JSON.stringify(event);
        const at = typeof event === 'string' ? undefined : timeOf(event[stream.time]);
        const key = typeof event === 'string' ? '' : String(event[stream.key] ?? '');
        now = arrival === undefined ? Math.max(now, at ?? 0) : instantOf(arrival);
        const shard = `${name}:${indexOf(key, shards)}`;
        await platform.take(name, shard, [record(text, key || 'none', now)]);
      }
    },

    async advanceTo(instant) {
      const until = instantOf(instant);
      for (const { name, maxOutOfOrderness } of pipeline.streams) {
        const at = until + maxOutOfOrderness;
        now = Math.max(now, at);
        for (const shard of shardsOf.get(name) ?? []) {
          await platform.take(name, shard, [record(heartbeatText({ at }), 'heartbeat', now)]);
        }
      }
    },

    async rows(name, key) {
      const view = viewNamed(pipeline, name);
      const served = servedView(view);
      const keys = key === undefined ? platform.keysOf(viewId(view)) : [key];
      const found: AnswerRow[][] = [];
      for (const each of keys) {
        const { rows } = await queryRows(
          served,
          { ...ALL_TIME, key: each },
          { ...SOURCES, reader: platform.reader },
        );
        found.push([...rows]);
      }
      return found
        .flat()
        .toSorted((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1))
        .map((row) => plainRow(served, row));
    },

    late: () =>
      platform
        .late()
        .filter(({ until }) => until === undefined) // later windows have taken the others
        .map(({ view, eventTime, watermark, why }) => ({
          ...{ view, time: new Date(eventTime), watermark: new Date(watermark) },
          ...(why === undefined ? {} : { why }),
        })),

    deadLetters: () =>
      platform.deadLetters().map(({ stream, code, message, record: { data } }) => ({
        ...{ stream, code, message, payload: new TextDecoder().decode(data) },
      })),
  };
}

const ALL_TIME = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** What a deployment knows beside its rows: nothing here is asked relative to now, or healed. */
const SOURCES = { reached: async () => undefined, covered: async () => [] };

function streamNamed({ name, streams }: Pipeline, wanted: string): SourceStream {
  const stream = streams.find((each) => each.name === wanted);
  if (stream !== undefined) return stream;
  const names = streams.map((each) => each.name).join(', ');
  throw new Error(`${name} has no such stream; got "${wanted}", expected one of ${names}`);
}

function viewNamed(pipeline: Pipeline, wanted: string): ViewDefinition {
  const view = versionsOf(pipeline, wanted)[0] ?? viewOfId(pipeline, wanted);
  if (view !== undefined) return view;
  const names = pipeline.views.map(viewId).join(', ');
  throw new Error(`${pipeline.name} has no such view; got "${wanted}", expected one of ${names}`);
}

function instantOf(instant: TestInstant): EventTime {
  const at = timeOf(instant);
  if (at !== undefined) return at;
  throw new Error(
    `no instant; got ${JSON.stringify(instant)}, expected such as 2026-03-01T10:00:00Z, a Date or milliseconds`,
  );
}

/** `undefined` if nobody can say: the record is for the decoder to refuse. */
function timeOf(value: unknown): EventTime | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime();
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? parseInstant(value) : undefined;
}

/** Which shard a key belongs to: the same for equal keys, and nothing else matters. */
function indexOf(key: string, shards: number): number {
  let hash = 0;
  for (const unit of new TextEncoder().encode(key)) hash = (hash * 31 + unit) % 0x7fffffff;
  return hash % shards;
}
