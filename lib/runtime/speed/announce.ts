import { END_OF_TIME } from '../../core/time.ts';
import type { EffectPorts } from '../epoch/apply-effects.ts';
import type { ViewRuntime } from '../view-runtime.ts';
import type { Birth } from './progress.ts';

export interface Announcement {
  readonly views: readonly ViewRuntime[];
  readonly birth: Birth;
}

/**
 * Lets readers of the rows written here know which shards a view is made of.
 *
 * What replaces a shard takes its place before that is retired, and where it stood: so no view ever
 * goes back, or looks as if nobody wrote it. A shard that nobody replaces yet stands for those that
 * will, so only who brings a view has to name the others.
 */
export async function announce(
  { rows }: Pick<EffectPorts, 'rows'>,
  { views, birth }: Announcement,
): Promise<void> {
  const { lineage, open, young } = birth;
  const unknown = young.flatMap(([shard, watermark]) => (watermark === null ? [shard] : []));
  for (const { id } of views) {
    if (!birth.views.includes(id)) continue;
    const expected = birth.strange.includes(id) ? [...open, ...unknown] : unknown;
    await rows.expectTasks(id, expected);
    for (const [shard, watermark] of young) {
      if (watermark !== null) await rows.publishWatermark(id, shard, watermark);
    }
    for (const ended of lineage?.replaces ?? []) {
      await rows.publishWatermark(id, ended, END_OF_TIME);
    }
  }
}
