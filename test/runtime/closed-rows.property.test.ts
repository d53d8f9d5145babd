import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { viewId } from '../../lib/pipeline/definition/view-id.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import type { RowImage } from '../../lib/ports/effects.ts';
import { speedWorld } from '../support/definitions/platforms.ts';
import { site } from '../support/definitions/site.ts';
import { randomOf } from '../support/lanes/chaos.ts';
import { arrivals, joined, SHARDS } from '../support/lanes/random-arrivals.ts';
import type { World } from '../support/lanes/speed-world.ts';
import { runs } from '../support/property.ts';

/** How long after its end a row of a view changes; a session that takes more ends later. */
const lateness = new Map(
  planOf(site).views.flatMap((plan) =>
    plan.kind === 'window' ? [[viewId(plan), plan.allowedLateness] as const] : [],
  ),
);

/** A world that notes what is written to rows of which their view had said that they are closed. */
function watched(changed: string[]) {
  return (world: World): World => {
    const isClosed = ({ view, end }: RowImage): boolean => {
      const tasks = [...world.rows.watermarks(view).values()];
      const least = Math.min(...tasks.map((watermark) => watermark ?? -Infinity));
      return tasks.length > 0 && end + (lateness.get(view) ?? 0) <= least;
    };
    return {
      ...world,
      rows: {
        ...world.rows,
        async write(images, fence) {
          const closed = images.filter(isClosed);
          const before = closed.map(textOf(world));
          await world.rows.write(images, fence);
          for (const [i, image] of closed.entries()) {
            const after = textOf(world)(image);
            if (after !== before[i]) changed.push(`${before[i]} became ${after}`);
          }
        },
      },
    };
  };
}

const textOf =
  (world: World) =>
  ({ view, key, start }: RowImage): string =>
    JSON.stringify(
      world.rows
        .rows()
        .find((row) => row.view === view && row.key === key && row.start === start) ?? [view, key],
    );

test('a row whose view says that it is closed never changes, however many steps are before it', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(arrivals, fc.integer(), async (all, seed) => {
      const changed: string[] = [];
      const treatment = { random: randomOf(seed), probability: 0, headCharacters: 6_000 };

      const world = await speedWorld(site, SHARDS, joined(all), {
        ...treatment,
        prepare: watched(changed),
      });

      expect(changed).toEqual([]);
      seen += world.rows.rows().length;
    }),
    runs(50),
  );
  expect(seen).toBeGreaterThan(0);
});
