import type { Exchange } from '../../ports/exchange.ts';
import type { Head } from '../../ports/head-store.ts';
import type { LateEvents, SeenIdStore } from '../../ports/outbox.ts';
import type { RowStore } from '../../ports/row-store.ts';
import { fenceOf, type TaskId } from '../../ports/task.ts';

/** Where effects go. */
export interface EffectPorts {
  readonly rows: RowStore;
  readonly exchange: Exchange;
  readonly late: LateEvents;
  readonly seen: SeenIdStore;
}

/**
 * Makes an epoch's effects visible: the outbox first, then rows, then how far they are complete.
 *
 * Idempotent, and harmless when done by somebody who was declared dead: every write is fenced,
 * named by its epoch, or a message that its receiver knows.
 */
export async function applyEffects(ports: EffectPorts, task: TaskId, head: Head): Promise<void> {
  const { late, seen, messages, rows, watermarks } = head.effects;
  const fence = fenceOf(head.gen, head.epoch);
  if (late.length > 0) await ports.late.put(task, fence, late);
  if (seen.length > 0) await ports.seen.put(task, fence, seen);
  await Promise.all([
    messages.length > 0 ? ports.exchange.send(messages) : undefined,
    rows.length > 0 ? ports.rows.write(rows, fence) : undefined,
  ]);
  await Promise.all(
    watermarks.map(([view, watermark]) => ports.rows.publishWatermark(view, task.shard, watermark)),
  );
}
