import type { Accumulators } from '../../core/operators/accumulators.ts';
import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../core/time.ts';
import type { SourceStream } from '../../pipeline/definition/definition.ts';
import type { Budget } from '../../ports/budget.ts';
import type { DeadLetters } from '../../ports/dead-letters.ts';
import { type Effects, NO_EFFECTS, type RowImage, type SentEvent } from '../../ports/effects.ts';
import { type ExchangeLayout, FIRST_LAYOUT, newerLayout } from '../../ports/exchange-layout.ts';
import type { Head } from '../../ports/head-store.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { paddedSequence, type TaskId } from '../../ports/task.ts';
import type { BelongsHere, Topology } from '../../ports/topology.ts';
import { applyEffects, type EffectPorts } from '../epoch/apply-effects.ts';
import type { LaneLogic, Outcome, Position } from '../epoch/lane-logic.ts';
import { resumeViews } from '../epoch/resume.ts';
import type { OperatorRuntime } from '../keyed/operator-runtime.ts';
import { recordsAfter } from '../lanes/in-order.ts';
import { partitionKeyReader } from '../operators/key-values.ts';
import { type CachedRow, type RowCache, rowCache } from '../rows/row-cache.ts';
import type { ViewRuntime } from '../rows/view-runtime.ts';
import { rowKeyOf, windowFold } from '../rows/window-fold.ts';
import { deltaOf, messagesOf } from './deltas.ts';
import { eventOutlet, type LaneInput } from './event-outlet.ts';
import { type Decode, type Intake, takenUpTo, takeRecord } from './intake.ts';
import { type SourceProgress, setback } from './progress.ts';
import { refuse } from './refuse.ts';
import { registerWriters } from './register-writers.ts';
import { router } from './route.ts';
import { type SeenIds, seenIds } from './seen-ids.ts';
import { joining, startShard } from './shard-start.ts';

/** One lane that reads a stream, and what it needs. */
export interface SourceLane {
  readonly name: string;
  readonly stream: SourceStream;
  readonly decode: Decode;
  /** Views whose rows or deltas this lane makes. */
  readonly views: readonly ViewRuntime[];
  /** Inputs of views whose steps keep state: they are sent the events. */
  readonly inputs: readonly LaneInput[];
  /** Those views. */
  readonly operators: readonly Pick<OperatorRuntime, 'id' | 'plan'>[];
}

export interface SourcePorts extends EffectPorts {
  readonly topology: Topology;
  readonly deadLetters: DeadLetters;
  readonly layout: Pick<ExchangeLayout, 'read'>;
  /** {@link ShardStartPorts.settle}, given by whoever owns the log. */
  settle(task: TaskId, budget: Budget): Promise<Head<SourceProgress> | undefined>;
}

/** What a warm process keeps of a task. */
interface TaskCache {
  readonly rows: RowCache;
  readonly seen: SeenIds;
  /** Asked for when it is first needed. */
  belongsHere?: BelongsHere;
}

type Records = readonly SourceRecord[];

/** Records between looks at the time: looking costs about as much as taking one. */
const LOOK_AT_TIME_EVERY = 32;

/** What a batch of source records means: rows where they are, deltas for the exchange lane. */
export function sourceLogic(
  lane: SourceLane,
  ports: SourcePorts,
): LaneLogic<Records, SourceProgress> {
  const here = lane.views.filter(({ plan }) => plan.placement.lane === 'source');
  const away = lane.views.filter(({ plan }) => plan.placement.lane === 'exchange');
  const isExchanged = away.length + lane.inputs.length > 0;
  const all = [...lane.views, ...lane.operators];
  const keyOf = partitionKeyReader(lane.stream);
  const caches = new Map<string, TaskCache>();
  const cacheOf = (task: TaskId) => {
    const cache: TaskCache = caches.get(task.shard) ?? {
      rows: rowCache(ports.rows, (view) => here.find(({ id }) => id === view)?.row),
      seen: seenIds(ports.seen, lane.stream.dedupeWithin),
    };
    caches.set(task.shard, cache);
    return cache;
  };

  /** @param budget - Absent: set the only record aside, because its effects fit into no head. */
  async function compute(
    { task, gen, epoch, progress }: Position<SourceProgress>,
    all: Records,
    budget?: Budget,
  ): Promise<Outcome<SourceProgress>> {
    const cache = cacheOf(task);
    const { rows, seen } = cache;
    const hasIds = lane.stream.id !== undefined;
    const ids = hasIds ? await seen.open(task, progress.ancestors, oldestOf(all)) : undefined;
    if (here.length > 0) {
      cache.belongsHere ??= await ports.topology.membership(lane.stream.name, task.shard);
    }
    const open = lane.views.map((runtime) => ({
      runtime,
      fold: windowFold({ ...runtime.plan, row: runtime.row }),
    }));
    const events: SentEvent[] = [];
    const outlets = lane.inputs.map((runtime) => ({ runtime, fold: eventOutlet(runtime, events) }));
    const intake: Intake = {
      stream: lane.stream,
      shard: task.shard,
      decode: lane.decode,
      router: router(lane.stream, [...open, ...outlets]),
      keyOf,
      belongsHere: cache.belongsHere,
      isRepeated: (id, { partitionKey, arrival }) =>
        ids?.isRepeated(partitionKey, id, arrival) ?? false,
    };
    const taken = takenUpTo(progress);
    let count = 0;
    if (budget === undefined) {
      refuse(all, { stream: lane.stream.name, shard: task.shard, taken });
      count = all.length;
    } else {
      do {
        const until = Math.min(all.length, count + LOOK_AT_TIME_EVERY);
        while (count < until) takeRecord(intake, all[count++] as SourceRecord, taken);
      } while (count < all.length && !budget.isSpent());
    }
    if (taken.deadLetters.length > 0) await ports.deadLetters.put(taken.deadLetters);

    const images: RowImage[] = [];
    const changed: { readonly row: CachedRow; readonly acc: Accumulators }[] = [];
    for (const { runtime, fold } of open) {
      if (!here.includes(runtime)) continue;
      const folded = fold.drain();
      const cached = await rows.load(folded.map((each) => rowKeyOf(runtime.id, each)));
      folded.forEach((each, i) => {
        const { acc } = each;
        const row = cached[i] as CachedRow;
        // what is committed is added to the batch's own: it must not change before the next commit
        if (row.committed !== undefined) runtime.row.combine(acc, row.committed);
        const encoded = runtime.row.encode(acc);
        const about = { end: each.end, updatedAt: taken.newestArrival, acc: encoded };
        images.push({ ...rowKeyOf(runtime.id, each), ...about });
        changed.push({ row, acc });
      });
    }
    const deltas = open.flatMap(({ runtime, fold }) =>
      away.includes(runtime) ? fold.drain().map((folded) => deltaOf(runtime, folded)) : [],
    );
    const watermark = Number.isFinite(taken.watermark) ? taken.watermark : null;
    const registration = progress.registration?.epoch === epoch ? progress.registration : null;
    const { layout: before = FIRST_LAYOUT } = progress;
    const layout = isExchanged ? newerLayout(before, await ports.layout.read()) : before;
    const envelope = {
      lane: lane.name,
      shard: task.shard,
      gen,
      epoch,
      watermark,
      arrival: taken.newestArrival,
      lineage: registration?.lineage ?? null,
    };
    const effects: Effects = {
      ...NO_EFFECTS,
      rows: images,
      messages: isExchanged ? messagesOf(envelope, { deltas, events }, layout.level) : [],
      late: taken.late,
      seen: ids?.added() ?? [],
      watermarks:
        watermark === null || watermark === progress.watermark
          ? []
          : here.map(({ id }) => [id, watermark] as const),
    };
    const last = all[count - 1];
    return {
      effects,
      taken: count,
      keep() {
        for (const { row, acc } of changed) row.committed = acc;
        ids?.keep();
      },
      progress: {
        toSeq: last === undefined ? progress.toSeq : paddedSequence(last.sequence),
        toSub: last?.sub ?? progress.toSub,
        watermark,
        frontier: taken.frontier,
        counters: taken.counters,
        ancestors: progress.ancestors,
        ...{ registration, layout },
      },
    };
  }

  return {
    start: (task, budget) => {
      const settle = (parent: TaskId) => ports.settle(parent, budget);
      return startShard({ ...ports, settle }, task, lane.stream.name);
    },
    rest: (records, { toSeq, toSub }) => recordsAfter(records, toSeq, toSub),
    size: (records) => records.length,
    prefix: (records, size) => records.slice(0, size),
    compute,
    tooBig: (position, records) => compute(position, records),
    setback,
    apply(task, head, applying) {
      const { registration } = head.progress;
      const committed = {
        ...{ task, head, newViews: registration?.views ?? [] },
        register: async (view: string) => {
          if (registration !== null) await registerWriters(ports, registration, view);
        },
      };
      return applyEffects(ports, committed, applying);
    },
    mark: ({ epoch, progress: { watermark, frontier, counters, toSeq, layout } }) => ({
      epoch,
      watermark: watermark ?? BEGINNING_OF_TIME,
      details: { frontier, counters, toSeq, layout },
    }),
    async resume(task, { epoch: before, fingerprints: stored, progress }) {
      const fingerprints = resumeViews(task, stored, all);
      const newViews = all.flatMap(({ id }) => (id in stored ? [] : [id]));
      if (before > 0 && newViews.length === 0) return { fingerprints, progress };
      const about = { stream: lane.stream.name, epoch: before + 1, progress };
      const registration = before === 0 ? progress.registration : await joining(ports, task, about);
      const written = here.map(({ id }) => id);
      const views = before === 0 ? written : written.filter((id) => newViews.includes(id));
      return {
        fingerprints,
        progress: {
          ...progress,
          registration: registration && { ...registration, views, newViews },
        },
      };
    },
    forget(task) {
      const { rows, seen } = cacheOf(task);
      rows.clear();
      seen.clear();
    },
  };
}

const oldestOf = (records: Records): EventTime =>
  records.reduce((oldest, { arrival }) => Math.min(oldest, arrival), END_OF_TIME);
