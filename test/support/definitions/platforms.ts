import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { rowAggregate } from '../../../lib/core/operators/accumulators.ts';
import { eventCodec } from '../../../lib/core/operators/event-codec.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { chainOf } from '../../../lib/pipeline/definition/operator.ts';
import { viewId } from '../../../lib/pipeline/definition/view-id.ts';
import type { Budget } from '../../../lib/ports/budget.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { operatorIds } from '../../../lib/runtime/graph/operator-ids.ts';
import { startRun } from '../../../lib/runtime/run/start-run.ts';
import type { Random } from '../lanes/chaos.ts';
import { emptyWorld, processIn, type World } from '../lanes/speed-world.ts';

/** What one shard brings next. */
export interface Arrival {
  /** `clicks:0`: the stream, and a shard of it. */
  readonly shard: string;
  /** Events of the stream; a number is a heartbeat with that time. */
  readonly items: readonly (Readonly<Record<string, unknown>> | number)[];
  /** When its records arrive. @defaultValue one second after 1970 began */
  readonly arrival?: number;
}

/** What a platform gives in the end, as sorted lines. */
export interface Given {
  readonly rows: readonly string[];
  readonly records: readonly string[];
  readonly late: readonly string[];
  /** Stream, code and message of each event that was set aside. */
  readonly deadLetters: readonly string[];
}

const streamOf = ({ shard }: Arrival): string => shard.slice(0, shard.indexOf(':'));

/** How far a heartbeat says that its shard is. */
function told(
  pipeline: Pipeline,
  stream: string,
  { at, arrival }: { at: number; arrival: number },
) {
  const found = pipeline.streams.find(({ name }) => name === stream);
  const { maxOutOfOrderness = 0, maxClockSkew = 0 } = found ?? {};
  return Math.min(at, arrival + maxClockSkew) - maxOutOfOrderness;
}

const ARRIVAL = 1_000;

/** The results of a run in one process that is given the arrivals one by one. */
export function runGives(
  pipeline: Pipeline,
  shards: readonly string[],
  all: readonly Arrival[],
): Given {
  const rows = new Map<string, string>();
  const panes: string[] = [];
  const records: string[] = [];
  const late: string[] = [];
  const deadLetters: string[] = [];
  const viewOf = new Map(pipeline.views.map((view) => [viewId(view), view]));
  const sources = Object.fromEntries(
    pipeline.streams.map(({ name }) => [name, shards.filter((id) => id.startsWith(`${name}:`))]),
  );
  const steps = operatorIds(pipeline.views);
  /** Views behind a step: what is late for the step is late for each of them. */
  const readersOf = (step: string): string[] =>
    pipeline.views
      .filter(({ operator }) => chainOf(operator).some((each) => steps.get(each) === step))
      .map(viewId);
  const run = startRun(pipeline, {
    sources,
    sink: {
      row({ view, key, start, end }, acc) {
        const operator = viewOf.get(view)?.operator;
        if (operator?.kind !== 'window') return;
        const line = `${view} ${key} ${start} ${end}: ${JSON.stringify(rowAggregate(operator.aggregates).encode(acc))}`;
        const isPane =
          operator.accumulation === 'discarding' && operator.windows.kind !== 'session';
        if (isPane) panes.push(line);
        else if (operator.windows.kind === 'session') rows.set(`${view} ${key} ${start}`, line);
        else rows.set(`${view} ${key} ${start} ${end}`, line);
      },
      retract: ({ view, key, start }) => void rows.delete(`${view} ${key} ${start}`),
      record({ view, key, time, record }) {
        const { fields } = viewOf.get(view)?.operator ?? { fields: {} };
        records.push(`${view} ${key} ${time}: ${canonical(eventCodec(fields).encode(record))}`);
      },
      late: ({ at, time }) => {
        for (const view of readersOf(at)) late.push(`${view} ${time}`);
      },
      overflow: ({ at, time }) => {
        for (const view of readersOf(at)) late.push(`${view} ${time}`);
      },
      deadLetter: ({ at, code, message }) => void deadLetters.push(`${at} ${code} ${message}`),
    },
  });
  for (const each of all) {
    const stream = streamOf(each);
    const { shard, items, arrival = ARRIVAL } = each;
    const origin = { source: shard, arrival };
    for (const item of items) {
      if (typeof item !== 'number') run.push(stream, item, origin);
      else run.watermark(stream, told(pipeline, stream, { at: item, arrival }), shard);
    }
  }
  return {
    ...{ rows: [...rows.values(), ...panes].sort(), records: records.sort() },
    ...{ late: late.sort(), deadLetters: deadLetters.sort() },
  };
}

/** How the speed layer is treated. */
export interface Treatment {
  readonly random: Random;
  /** Of a crash at each call of a port. */
  readonly probability: number;
  /** Small heads make many epochs. */
  readonly headCharacters: number;
  /** What each call for messages has of time; as much as it needs without it. */
  readonly budget?: () => Budget;
  /** What is done to a new world before anything comes. */
  readonly prepare?: (world: World) => World;
}

/** The results of the speed layer: whatever is cut, dies and comes again, arrivals stay in their order. */
export async function speedGives(
  pipeline: Pipeline,
  shards: readonly string[],
  all: readonly Arrival[],
  treatment: Treatment,
): Promise<Given> {
  return givenBy(await speedWorld(pipeline, shards, all, treatment));
}

/** The world after the speed layer has taken all arrivals. */
export async function speedWorld(
  pipeline: Pipeline,
  shards: readonly string[],
  all: readonly Arrival[],
  { random, probability, headCharacters, budget, prepare = (world) => world }: Treatment,
): Promise<World> {
  const world = prepare(emptyWorld(shards, headCharacters));
  const faults = { random, probability };
  let process = processIn(world, pipeline, faults);
  const until = async (attempt: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await attempt()); tries++) {
      if (tries > 40) faults.probability = 0; // faults stop at some time
      process = processIn(world, pipeline, faults);
    }
    faults.probability = probability;
  };
  const numbered = numberedRecords(all);
  let delivered = 0;
  const settle = async (): Promise<void> => {
    for (let sent = world.exchange.sent(); delivered < sent.length; sent = world.exchange.sent()) {
      const to = Math.min(sent.length, delivered + 1 + Math.floor(random() * 8));
      const from = Math.max(0, delivered - Math.floor(random() * 3));
      await until(() => process.takeMessages(sent.slice(from, to), budget?.()));
      delivered = to;
    }
  };
  for (const { shard, records } of numbered) {
    for (let from = 0; from < records.length; ) {
      const to = Math.min(records.length, from + 1 + Math.floor(random() * 6));
      const batch = records.slice(Math.max(0, from - Math.floor(random() * 3)), to);
      await until(async () => {
        const zombie = random() < 0.1 ? processIn(world, pipeline, faults) : undefined;
        const [done] = await Promise.all([
          process.takeRecords(shard, batch),
          zombie?.takeRecords(shard, batch.slice(0, 1 + Math.floor(random() * batch.length))),
        ]);
        return done;
      });
      from = to;
      await settle();
    }
  }
  return world;
}

export function givenBy(world: World): Given {
  const rows = world.rows
    .rows()
    .filter(({ mergedInto }) => mergedInto === undefined)
    .map(
      ({ view, key, start, end, acc }) => `${view} ${key} ${start} ${end}: ${JSON.stringify(acc)}`,
    );
  const records = world.records
    .all()
    .map(({ view, key, time, record }) => `${view} ${key} ${time}: ${canonical(record)}`);
  const late = world.late
    .all()
    .flatMap(({ view, eventTime, until }) => (until === undefined ? [`${view} ${eventTime}`] : []));
  const deadLetters = Array.from(
    world.deadLetters.values(),
    ({ stream, code, message }) => `${stream} ${code} ${message}`,
  );
  return {
    ...{ rows: rows.sort(), records: records.sort() },
    ...{ late: late.sort(), deadLetters: deadLetters.sort() },
  };
}

/** Records of each arrival, numbered per shard; sequence numbers grow a digit on the way. */
export function numberedRecords(all: readonly Arrival[]) {
  const next = new Map<string, number>();
  return all.map(({ shard, items, arrival = ARRIVAL }) => {
    const records = items.map((item): SourceRecord => {
      const sequence = next.get(shard) ?? 8;
      next.set(shard, sequence + 1);
      const text =
        typeof item === 'number' ? heartbeatText({ at: item }) : JSON.stringify(written(item));
      const data = new TextEncoder().encode(text);
      const partitionKey = typeof item === 'number' ? 'heartbeat' : String(item['user']);
      return {
        ...{ sequence: String(sequence), sub: 0, arrival, partitionKey },
        ...{ data, start: 0, end: data.length },
      };
    });
    return { shard, records };
  });
}

/** As a producer writes it: events hold decimals as a count of units. */
function written({ price, ...event }: Readonly<Record<string, unknown>>) {
  return typeof price === 'number' ? { ...event, price: price / 100 } : event;
}

/** JSON with the names of objects in their order, as a store may give them back in another one. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint'
      ? `${each}n`
      : typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each,
  );
