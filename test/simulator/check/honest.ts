import type { World } from '../cloud/world.ts';
import { OUT_OF_ORDER } from './oracle.ts';

/**
 * Nothing that arrived within the order that the stream declares is late in any view, whatever times
 * others bear. Asks nobody how far time had come.
 */
export function checkHonest({ source, objects, watch }: World): void {
  const [inTime, others] = [new Set<number>(), new Set<number>()];
  for (const { arrival, payload } of source.shards.flatMap(({ records }) => records)) {
    for (const { meant } of payload.parts) {
      if (meant.kind !== 'sale') continue;
      (meant.at >= arrival - OUT_OF_ORDER ? inTime : others).add(meant.at);
    }
  }
  for (const { view, eventTime, why } of [...objects.late.values()].flat()) {
    if (why !== undefined || !inTime.has(eventTime) || others.has(eventTime)) continue;
    watch.violated('I9', `an event of ${eventTime} came in time, and was late for ${view}`);
  }
}
