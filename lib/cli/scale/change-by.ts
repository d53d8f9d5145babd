import type { ShardCount } from '../../ports/shard-count.ts';

/** A stream whose shards change, and what is done meanwhile. */
export interface Changing {
  readonly stream: ShardCount;
  wait(): Promise<unknown>;
  /** Told of what is waited for. */
  progress(text: string): void;
}

/**
 * Takes a stream through numbers of shards, one after the other.
 *
 * @param name - For people.
 */
export async function changeBy(
  steps: readonly number[],
  name: string,
  { stream, wait, progress, before }: Changing & { before?(): Promise<void> },
): Promise<void> {
  for (const step of steps) {
    await before?.();
    await stream.change(step);
    progress(`${name}: on the way to ${step} shards`);
    await settled(stream, wait);
  }
}

/** What a stream has once no change is under way. */
export async function settled(stream: ShardCount, wait: Changing['wait']) {
  for (;;) {
    const now = await stream.read();
    if (now.isSettled) return now;
    await wait();
  }
}
