import { keyedId } from '../../core/event-id.ts';
import type { ExchangeMessage, LateEvent } from '../../ports/effects.ts';
import type { Exchange } from '../../ports/exchange.ts';
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

/** An exchange in memory, and everything that was sent. */
export interface MemoryExchange extends Exchange {
  /** @param from - How many to leave out. */
  sent(from?: number): readonly ExchangeMessage[];
}

/**
 * An exchange in memory that keeps every message that was sent, repetitions included.
 *
 * @param maxCharacters - Largest message that fits, as JSON; any if not said.
 */
export function memoryExchange(maxCharacters?: number): MemoryExchange {
  const sent: string[] = [];
  return {
    async send(messages) {
      for (const message of messages) sent.push(JSON.stringify(message));
    },
    fits: (message) =>
      maxCharacters === undefined || JSON.stringify(message).length <= maxCharacters,
    sent: (from = 0) => sent.slice(from).map((text) => JSON.parse(text) as ExchangeMessage),
  };
}

const idOf = ({ pipeline, lane, shard }: TaskId): string => `${pipeline}/${lane}/${shard}`;
