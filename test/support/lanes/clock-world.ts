import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import type { EventTime } from '../../../lib/core/time.ts';
import { leastWatermark } from '../../../lib/core/watermark.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import type { LateEvent } from '../../../lib/ports/effects.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { eventTimeNow } from '../../../lib/runtime/speed/event-time-now.ts';
import type { Frontier } from '../../../lib/runtime/speed/progress.ts';
import { emptyWorld, lanesIn } from './speed-world.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** A record with the moment of its arrival, which the service sets and no producer does. */
export interface ClockRecord {
  readonly shard: string;
  readonly arrival: number;
  readonly key: string;
  readonly text: string;
}

/** What anybody can put who may put events: a record that looks like a heartbeat, under any key. */
export const forgedBeat = (shard: string, arrival: number, at: number): ClockRecord => ({
  ...{ shard, arrival, key: 'anything' },
  text: heartbeatText({ at }),
});

/** The speed layer of a pipeline of one stream, and the clock of who sends its heartbeats. */
export interface ClockWorld {
  take(records: readonly ClockRecord[]): Promise<void>;
  /** Tells every shard how far event time has come, as the scheduled function does. */
  beat(now: number): Promise<void>;
  /** Every record so far, heartbeats among them. */
  taken(): readonly SourceRecordOf[];
  /** Takes the records of another world, so many of a shard at a time. */
  replay(records: readonly SourceRecordOf[], size: number): Promise<void>;
  late(): readonly LateEvent[];
  /** How far a view is complete. */
  reached(view: string): EventTime;
  /** How many events the rows of a key count in their first aggregate. */
  counted(view: string, key: string): number;
  /** Rows and late events of these views, and the watermark of every shard. */
  decided(views: readonly string[]): readonly string[];
}

export interface SourceRecordOf {
  readonly shard: string;
  readonly record: SourceRecord;
}

export function clockWorld(pipeline: Pipeline, shards: readonly string[]): ClockWorld {
  const world = emptyWorld(shards);
  const lanes = lanesIn(world, pipeline, (port) => port);
  const taken: SourceRecordOf[] = [];
  let messages = 0;

  async function feed(shard: string, records: readonly SourceRecord[]): Promise<void> {
    await lanes.sourceOf(shard)?.take(shard, records);
    for (const { shard: on, messages: sent } of world.exchange.batches(messages)) {
      messages += sent.length;
      await lanes.exchange?.take(on, sent);
    }
  }

  async function take(records: readonly ClockRecord[]): Promise<void> {
    for (const { shard, arrival, key: partitionKey, text } of records) {
      const data = new TextEncoder().encode(text);
      const position = { sequence: String(taken.length + 1), sub: 0, arrival, partitionKey };
      const record = { ...position, data, start: 0, end: data.length };
      taken.push({ shard, record });
      await feed(shard, [record]);
    }
  }

  return {
    take,
    async beat(now) {
      const frontiers = [...world.heads.marks().values()].flatMap(
        ({ details }) => (details as { readonly frontier?: Frontier | null }).frontier ?? [],
      );
      const at = eventTimeNow(frontiers, now, pipeline.streams[0]?.idleAfter ?? 0);
      const text = heartbeatText({ at });
      await take(shards.map((shard) => ({ shard, arrival: now, key: 'heartbeat', text })));
    },
    taken: () => taken,
    async replay(all, size) {
      for (const shard of shards) {
        const mine = all.filter((each) => each.shard === shard).map(({ record }) => record);
        for (let from = 0; from < mine.length; from += size) {
          await feed(shard, mine.slice(from, from + size));
        }
      }
    },
    late: () => world.late.all(),
    reached: (view) => leastWatermark(world.rows.watermarks(view)),
    counted: (view, key) =>
      world.rows
        .rows()
        .filter((row) => row.view === view && row.key === key)
        .reduce((sum, { acc }) => sum + Number(acc[0]), 0),
    decided(views) {
      const rows = world.rows.rows().filter(({ view }) => views.includes(view));
      const late = world.late.all().filter(({ view }) => views.includes(view));
      const shown = rows.map(
        ({ view, key, start, acc }) => `${view} ${key} ${start} ${JSON.stringify(acc)}`,
      );
      const marks = [...world.heads.marks()].filter(([task]) => task.includes('.speed/'));
      return [
        ...shown,
        ...late.map(({ view, sequence, watermark }) => `${view} ${sequence} late at ${watermark}`),
        ...marks.map(([task, { watermark }]) => `${task} at ${watermark}`),
      ].sort();
    },
  };
}
