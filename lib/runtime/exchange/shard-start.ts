import { leastOfEach } from '../../core/many.ts';
import { type SlotRange, sharedSlots } from '../../core/slots.ts';
import type { EventTime } from '../../core/time.ts';
import { TransientError } from '../../errors/transient-error.ts';
import type { Exchange, ExchangeShard } from '../../ports/exchange.ts';
import type { Head } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { inheritedProgress } from '../keyed/inherited.ts';
import type { KeyedProgress } from '../keyed/keyed-progress.ts';
import { joiningOf, successionOf } from '../lanes/succession.ts';
import { layoutOf } from '../speed/shard-start.ts';
import { cut, joined, type LaneBoard, type LaneEntry } from './lane-board.ts';
import type { ExchangeProgress, ExchangeRegistration } from './progress.ts';
import { WAKE } from './wake.ts';

type ExchangeHead = Head<ExchangeProgress>;

export interface ExchangeStartPorts {
  readonly exchange: Pick<Exchange, 'shards'>;
  /** Has a task take nothing more (it was replaced), and gives its head, if it has one. */
  seal(task: TaskId): Promise<ExchangeHead | undefined>;
}

/** Where a shard of the exchange starts that was never read: from nothing, or from what it replaces. */
export async function startExchangeShard(
  { exchange, seal }: ExchangeStartPorts,
  task: TaskId,
): Promise<Pick<ExchangeHead, 'gen' | 'fingerprints' | 'progress'>> {
  const shards = await exchange.shards();
  const own = shards.find(({ id }) => id === task.shard);
  if (own === undefined) throw new TransientError(`${task.shard}: the exchange has no such shard`);
  const { slots } = own;
  const sealed = new Map<string, ExchangeHead>();
  const succession = await successionOf<ExchangeProgress>(task.shard, shards, async (shard) => {
    const head = await seal({ ...task, shard });
    if (head !== undefined) sealed.set(shard, head);
    return head;
  });
  const { heads, gen, fingerprints, ancestors, lineage, others } = succession;
  const legacies = legaciesOf(own, slots, { shards, sealed });
  const starts = succession.starts.map(
    (start) => [start.shard, leastOfViews(start.heads)] as const,
  );
  return {
    ...{ gen, fingerprints },
    progress: {
      ...{ slots, ancestors },
      board: inheritedBoard(legacies),
      watermarks: leastOfViews(heads),
      counters: { deltas: 0, late: 0, refused: 0 },
      keyed: inheritedProgress(legacies),
      layout: layoutOf(heads),
      registration: { epoch: 1, lineage, starts, views: [], newViews: [], others },
    },
  };
}

/** What a task that has state says anew when a deployment gives it more views. */
export async function joiningExchange(
  { exchange }: Pick<ExchangeStartPorts, 'exchange'>,
  task: TaskId,
  { epoch, progress }: { readonly epoch: number; readonly progress: ExchangeProgress },
): Promise<ExchangeRegistration> {
  const { ancestors, watermarks } = progress;
  const said = joiningOf(task.shard, ancestors, await exchange.shards());
  return { ...said, epoch, starts: [[task.shard, watermarks]], views: [], newViews: [] };
}

/** What a shard before has left, and for which slots it counts. */
interface Legacy {
  readonly shard: string;
  readonly slots: SlotRange;
  readonly board: LaneBoard;
  readonly keyed: KeyedProgress;
}

/**
 * What the shards before one have left, each slot once: where a parent was never read, what came before
 * counts for the slots of that parent only, as another one may have come of it that was.
 */
function legaciesOf(
  { parents }: ExchangeShard,
  within: SlotRange,
  around: {
    readonly shards: readonly ExchangeShard[];
    readonly sealed: ReadonlyMap<string, ExchangeHead>;
  },
): Legacy[] {
  return parents.flatMap((id) => {
    const parent = around.shards.find((each) => each.id === id);
    const slots = parent && sharedSlots(parent.slots, within);
    if (parent === undefined || slots === undefined) return [];
    const head = around.sealed.get(id);
    if (head === undefined) return legaciesOf(parent, slots, around);
    const { board, keyed } = head.progress;
    return [{ shard: id, slots, board, keyed }];
  });
}

/** The boards of tasks as one, each as far as it is about its slots. What tasks told themselves is left out. */
function inheritedBoard(legacies: readonly Legacy[]): LaneBoard {
  const all: Record<string, Record<string, LaneEntry[]>> = {};
  for (const { board, slots } of legacies) {
    for (const [lane, shards] of Object.entries(board)) {
      if (lane === WAKE) continue;
      const known = all[lane] ?? {};
      all[lane] = known;
      for (const [shard, entries] of Object.entries(shards)) {
        known[shard] = [...(known[shard] ?? []), ...cut(entries, slots).inside];
      }
    }
  }
  return Object.fromEntries(
    Object.entries(all).map(([lane, shards]) => [
      lane,
      Object.fromEntries(
        Object.entries(shards).map(([shard, entries]) => [shard, joined(entries)]),
      ),
    ]),
  );
}

/** How far each view was complete for all of the heads. */
const leastOfViews = (heads: readonly ExchangeHead[]): Readonly<Record<string, EventTime>> =>
  leastOfEach(heads.map(({ progress: { watermarks } }) => watermarks));
