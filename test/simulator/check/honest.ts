import { recordPrefix } from '../../../lib/adapters/s3/dead-letter-object.ts';
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

/** Objects of letters that a record may be the cause of, beside a part of those for its events. */
const OBJECTS = { atLeast: 12, perEvent: 1 / 4 };

/**
 * What was set aside of one record is in few objects: one for each epoch that the record was cut into, of
 * which each process begins with small ones.
 */
export function checkLetters({ source, objects, watch }: World): void {
  const written = new Map<string, number>();
  for (const name of objects.letters.keys()) {
    const record = recordPrefix(name);
    written.set(record, (written.get(record) ?? 0) + 1);
  }
  const most = Math.max(
    ...source.shards.flatMap(({ records }) =>
      records.map(({ payload: { parts } }) => parts.length),
    ),
  );
  for (const [record, count] of written) {
    if (count <= OBJECTS.atLeast + most * OBJECTS.perEvent) continue;
    watch.violated('I10', `${count} objects for what was set aside of ${record}`);
  }
}
