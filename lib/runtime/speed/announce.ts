import { END_OF_TIME } from '../../core/time.ts';
import type { EffectPorts } from '../epoch/apply-effects.ts';
import type { ViewRuntime } from '../view-runtime.ts';
import type { Birth } from './progress.ts';

export interface Announcement {
  readonly views: readonly ViewRuntime[];
  readonly birth: Birth;
  readonly shard: string;
}

/**
 * Lets readers of the rows written here know which shards a view is made of.
 *
 * What replaces a shard takes its place before that is retired, and where it stood: so no view ever
 * goes back, or looks as if nobody wrote it.
 */
export async function announce(
  { rows }: Pick<EffectPorts, 'rows'>,
  { views, birth, shard }: Announcement,
): Promise<void> {
  const { lineage, peers, inherited } = birth;
  const young = [shard, ...(lineage?.siblings ?? [])];
  for (const { id } of views) {
    await rows.expectTasks(id, inherited === null ? [...peers, ...young] : peers);
    if (inherited !== null) {
      for (const each of young) await rows.publishWatermark(id, each, inherited);
    }
    for (const ended of lineage?.replaces ?? []) {
      await rows.publishWatermark(id, ended, END_OF_TIME);
    }
  }
}
