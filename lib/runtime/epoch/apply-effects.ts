import type { Budget } from '../../ports/budget.ts';
import type { Exchange } from '../../ports/exchange.ts';
import type { Head, Reached } from '../../ports/head-store.ts';
import type { LateEvents, SeenIdStore } from '../../ports/outbox.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { RowStore } from '../../ports/row-store.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { fenceOf, type TaskId } from '../../ports/task.ts';

/** Where effects go. */
export interface EffectPorts {
  readonly rows: RowStore;
  readonly exchange: Exchange;
  readonly late: LateEvents;
  readonly seen: SeenIdStore;
  /** Where a lane keeps states. */
  readonly states?: StateStore;
  readonly records?: RecordStore;
}

/** How a head is applied. */
export interface Applying {
  readonly budget: Budget;
  /** What was applied of it before, by whomever. */
  readonly reached: Reached;
  /** Writes down how much is applied, so that nobody has to apply that again. */
  save(reached: Reached): Promise<void>;
}

/** An epoch that is applied. */
export interface Committed {
  readonly task: TaskId;
  readonly head: Head;
  /** Views that its task has not had before, and what lets readers know of one. */
  readonly newViews: readonly string[];
  register(view: string): Promise<void>;
}

/** Most effects of a kind that are written before anybody looks at the time; doubled where it is quick. */
const FIRST_CHUNK = 64;

/** Part of the time in which writing is quick. */
const QUICK = 1 / 32;

/** Part of the time after which it is written down how much is applied. */
const SAVE_EVERY = 1 / 4;

/**
 * Makes an epoch's effects visible: the outbox first, then rows and states, then how far they are
 * complete.
 *
 * Idempotent, and harmless when done by somebody who was declared dead: every write is fenced,
 * named by its epoch, or a message that its receiver knows. So it may also end in between and be taken
 * up where it was, by a process that knows no more than what was saved.
 *
 * @returns Whether all is applied; if not, time is up. Something is applied in any case.
 */
export async function applyEffects(
  { rows, exchange, late, seen, states, records }: EffectPorts,
  { task, head: { gen, epoch, effects }, newViews, register }: Committed,
  { budget, reached, save }: Applying,
): Promise<boolean> {
  const fence = fenceOf(gen, epoch);
  const applied: Record<string, number> = { ...reached };
  const whole = budget.remaining();
  const isEndless = whole === Number.POSITIVE_INFINITY;
  let saved = whole;
  let writes = 0;
  let isWhole = true;

  async function saveSometimes(): Promise<void> {
    const left = budget.remaining();
    if (isEndless || saved - left < whole * SAVE_EVERY) return;
    saved = left;
    await save({ ...applied });
  }

  /** Writes what is left of a kind, some at a time. */
  async function write<T>(
    kind: keyof Reached,
    { all, first }: { readonly all: readonly T[]; readonly first: number },
    put: (some: readonly T[]) => Promise<unknown>,
  ): Promise<void> {
    let size = isEndless ? all.length : first;
    for (let at = applied[kind] ?? 0; at < all.length; ) {
      if (writes++ > 0 && budget.isSpent()) {
        isWhole = false;
        return;
      }
      const before = budget.remaining();
      const some = all.slice(at, at + size);
      await put(some);
      at += some.length;
      applied[kind] = at;
      if (before - budget.remaining() < whole * QUICK) size *= 2;
      await saveSometimes();
    }
  }

  const atOnce = <T>(all: readonly T[]) => ({ all, first: all.length });
  const inChunks = <T>(all: readonly T[]) => ({ all, first: FIRST_CHUNK });

  await write('newViews', { all: newViews, first: 1 }, async (some) => {
    for (const view of some) await register(view);
  });
  await write('late', atOnce(effects.late), (some) => late.put(task, fence, some));
  await write('seen', atOnce(effects.seen), (some) => seen.put(task, fence, some));
  await Promise.all([
    write('states', inChunks(effects.states), async (some) =>
      states?.write(task, { states: some, timers: [] }, fence),
    ),
    write('timers', inChunks(effects.timers), async (some) =>
      states?.write(task, { states: [], timers: some }, fence),
    ),
    write('records', inChunks(effects.records), async (some) => records?.append(some, fence)),
    write('messages', inChunks(effects.messages), (some) => exchange.send(some)),
    write('rows', inChunks(effects.rows), (some) => rows.write(some, fence)),
  ]);
  await write('watermarks', inChunks(effects.watermarks), (some) =>
    Promise.all(
      some.map(([view, watermark]) => rows.publishWatermark(view, task.shard, watermark)),
    ),
  );
  if (!isWhole) await save(applied);
  return isWhole;
}
