import type { EventTime } from '../../core/time.ts';
import { EXCHANGE_STREAM } from '../../pipeline/deployed/resource-names.ts';
import type { LanePlan, Plan } from '../../pipeline/plan/plan.ts';
import type { LaneProgress } from '../../ports/lane-progress.ts';
import { troubleOf } from '../../serving/lane-trouble.ts';
import { onExchange, type ProgressOnShard } from '../../serving/lanes-in-trouble.ts';
import type { ShardLine } from './shard-lines.ts';

interface Asked {
  /** Only the lanes that read it, of the exchange too; all if not said. */
  readonly stream: string | undefined;
  readonly progress: LaneProgress;
  readonly now: EventTime;
}

/** How far each lane is, on each shard, and what is wrong there. */
export async function shardLines(
  { lanes }: Plan,
  { stream, progress, now }: Asked,
): Promise<ShardLine[]> {
  const failures = await progress.failures();
  const asked = lanes.filter((lane) => stream === undefined || streamOf(lane) === stream);
  const read = await Promise.all(asked.map((lane) => onShards(lane, progress)));
  // the exchange is judged by the lanes that send to it, whether those are asked for or not
  const senders = lanes.filter((lane) => stream === EXCHANGE_STREAM && !asked.includes(lane));
  const others = await Promise.all(senders.map((lane) => onShards(lane, progress)));
  const sources = [...read, ...others].flat();
  const all = await Promise.all(
    asked.map(async (lane, i) =>
      lane.stream === null ? onExchange(lane, await progress.exchange(), sources) : (read[i] ?? []),
    ),
  );
  return all.flatMap((some, i) =>
    some.map((each): ShardLine => {
      const { name, stream: source } = asked[i] as LanePlan;
      const waiting = source === null ? undefined : each.waiting;
      const known = isArchivedByOthers(each) ? { ...each, waiting: undefined } : each;
      const trouble = troubleOf(known, failures, now);
      return { lane: name, stream: source ?? name, waiting, trouble, ...each.shard };
    }),
  );
}

/** Name of the stream that a lane reads. */
const streamOf = ({ stream }: LanePlan): string => stream ?? EXCHANGE_STREAM;

/** Where a service writes the lake, nobody moves the chain of an archive lane: it was never begun. */
const isArchivedByOthers = ({ shard }: ProgressOnShard): boolean =>
  shard.counts === null && shard.upTo === null;

/** How far a lane is on each shard of its stream; nothing of one that reads none. */
async function onShards(lane: LanePlan, progress: LaneProgress): Promise<ProgressOnShard[]> {
  const { name, kind, stream } = lane;
  if (stream === null) return [];
  const shards = await (kind === 'archive'
    ? progress.chains(stream)
    : progress.shards(name, stream));
  return Promise.all(
    shards.map(async (shard) => ({
      ...{ lane, shard, waiting: await progress.waiting(stream, shard) },
    })),
  );
}
