import { END_OF_TIME } from '../../core/time.ts';
import type { EffectPorts } from '../epoch/apply-effects.ts';
import type { Registration } from './progress.ts';

/** Stands beside the tasks of a view, retired, once all of them have been named: no shard is called so. */
export const ALL_NAMED = '@';

/**
 * Lets readers of a view whose rows are written here know which shards it is made of.
 *
 * What replaces a shard takes its place before that is retired, and where it stood: so no view ever
 * goes back, or looks as if nobody wrote it. A shard that nobody replaces yet stands for those that
 * will, so only the first who brings a view has to name the others, and does before it shows anything.
 * Once all are named, nobody names any more: it might be a shard whose place another still holds, and
 * take the view back.
 *
 * Nothing is asked but the registration: whoever redoes it may have been deployed before its views, and has
 * to say the same.
 */
export async function registerWriters(
  { rows }: Pick<EffectPorts, 'rows'>,
  { lineage, others, starts, newViews }: Registration,
  view: string,
): Promise<void> {
  const unknown = starts.flatMap(([shard, watermark]) => (watermark === null ? [shard] : []));
  const replaced = lineage?.replaces ?? [];
  if (newViews.includes(view)) {
    const all = [...others, ...replaced, ...starts.map(([shard]) => shard)];
    await rows.expectTasks(view, all, ALL_NAMED);
    await rows.publishWatermark(view, ALL_NAMED, END_OF_TIME);
  }
  await rows.expectTasks(view, unknown);
  for (const [shard, watermark] of starts) {
    if (watermark !== null) await rows.publishWatermark(view, shard, watermark);
  }
  for (const ended of replaced) {
    await rows.publishWatermark(view, ended, END_OF_TIME);
  }
}
