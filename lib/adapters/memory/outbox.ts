import { keyedId } from '../../core/event-id.ts';
import { contains, rangesAt, type SlotRange } from '../../core/slots.ts';
import type { ExchangeMessage, LateEvent } from '../../ports/effects.ts';
import type { Exchange, ExchangeShard } from '../../ports/exchange.ts';
import { FIRST_LAYOUT } from '../../ports/exchange-layout.ts';
import type { LateEvents, SeenIdStore } from '../../ports/outbox.ts';
import type { StateEraser } from '../../ports/state-eraser.ts';
import type { TaskId } from '../../ports/task.ts';

/** Late events in memory. */
export function memoryLateEvents(): LateEvents & { all(): readonly LateEvent[] } {
  const epochs = new Map<string, readonly LateEvent[]>();
  return {
    async put(task, fence, events) {
      epochs.set(`${idOf(task)}/${fence}`, structuredClone(events));
    },
    all: () => [...epochs.values()].flat(),
  };
}

/** Seen ids in memory. */
export function memorySeenIds(): SeenIdStore & Pick<StateEraser, 'eraseIds'> {
  const epochs = new Map<string, readonly (readonly [string, number])[]>();
  return {
    async put(task, fence, ids) {
      epochs.set(`${idOf(task)}/${fence}`, structuredClone(ids));
    },
    nameOf: keyedId,
    formerNameOf: (id) => id,
    async load(tasks, since) {
      const mine = [...epochs].filter(([name]) =>
        tasks.some((task) => name.startsWith(`${idOf(task)}/`)),
      );
      return mine.flatMap(([, ids]) => ids.filter(([, at]) => at >= since));
    },
    async eraseIds(tasks, ids) {
      const unwanted = new Set(ids.flatMap(([key, id]) => [keyedId(key, id), id]));
      let erased = 0;
      for (const [name, ids] of epochs) {
        if (!tasks.some((task) => name.startsWith(`${idOf(task)}/`))) continue;
        const kept = ids.filter(([id]) => !unwanted.has(id));
        erased += ids.length - kept.length;
        epochs.set(name, kept);
      }
      return erased;
    },
  };
}

/** Messages of one shard. */
export interface ExchangeBatch {
  readonly shard: string;
  readonly messages: readonly ExchangeMessage[];
}

/** An exchange in memory, and everything that was sent. Its shards are called `exchange-0` and so on. */
export interface MemoryExchange extends Exchange {
  /** @param from - How many to leave out. */
  sent(from?: number): readonly ExchangeMessage[];
  /** The same by the shard that each message was put on. */
  batches(from?: number): readonly ExchangeBatch[];
  /** Replaces open shards by others of the same slots. */
  reshard(olds: readonly string[], news: readonly SlotRange[]): void;
}

/**
 * An exchange in memory that keeps every message that was sent, repetitions included.
 *
 * @param maxCharacters - Largest message that fits, as JSON; any if not said.
 */
export function memoryExchange(maxCharacters?: number): MemoryExchange {
  const sent: { readonly shard: string; readonly text: string }[] = [];
  const all: ExchangeShard[] = [];
  const add = (slots: SlotRange, parents: readonly string[]): void => {
    all.push({ id: `exchange-${all.length}`, slots, parents, closed: false });
  };
  for (const slots of rangesAt(FIRST_LAYOUT.level)) add(slots, []);
  const ownerOf = ({ slots: { from, to } }: ExchangeMessage): string => {
    const middle = Math.floor((from + to) / 2);
    return all.find(({ slots, closed }) => !closed && contains(slots, middle))?.id ?? '';
  };
  return {
    async send(messages) {
      for (const message of messages) {
        sent.push({ shard: ownerOf(message), text: JSON.stringify(message) });
      }
    },
    fits: (message) =>
      maxCharacters === undefined || JSON.stringify(message).length <= maxCharacters,
    shards: async () => [...all],
    reshard(olds, news) {
      all.forEach((shard, i) => {
        if (olds.includes(shard.id)) all[i] = { ...shard, closed: true };
      });
      for (const slots of news) add(slots, olds);
    },
    sent: (from = 0) => sent.slice(from).map(({ text }) => JSON.parse(text) as ExchangeMessage),
    batches: (from = 0) =>
      [...Map.groupBy(sent.slice(from), ({ shard }) => shard)].map(([shard, mine]) => ({
        shard,
        messages: mine.map(({ text }) => JSON.parse(text) as ExchangeMessage),
      })),
  };
}

const idOf = ({ pipeline, lane, shard }: TaskId): string => `${pipeline}/${lane}/${shard}`;
