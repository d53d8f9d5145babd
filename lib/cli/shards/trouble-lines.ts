import { formatInstant } from '../../core/instant.ts';
import type { LaneTrouble } from '../../serving/lane-trouble.ts';
import { showTime } from '../show-time.ts';

/** Shards that a line names; of more it says how many. */
const MOST_NAMED = 3;

/** What to say of lanes that do not go on: a line for each lane and each of its errors. */
export function troubleLines(troubles: readonly LaneTrouble[]): string[] {
  const groups = Map.groupBy(
    troubles,
    ({ lane, failure }) => `${lane} ${failure === undefined ? '' : failure.code}`,
  );
  return [...groups.values()].map((group) => lineOf(group[0] as LaneTrouble, group));
}

function lineOf({ lane, failure }: LaneTrouble, group: readonly LaneTrouble[]): string {
  const since = showTime(
    group.reduce((least, each) => Math.min(least, each.since), Infinity),
    'second',
  );
  const where = placesOf(group.map(({ shard }) => shard));
  if (failure === undefined) {
    return `${lane} stands still since ${since} UTC on ${where}: records wait, and no failure was noted; its log may say why`;
  }
  const count = group.reduce((sum, each) => sum + (each.failure?.count ?? 0), 0);
  const last = showTime(
    group.reduce((most, each) => Math.max(most, each.failure?.last ?? most), -Infinity),
    'second',
  );
  const times = count === 1 ? 'once' : `${count} times, last ${last}`;
  return `${lane} fails since ${since} UTC on ${where} (${times}): ${failure.code}: ${failure.message}`;
}

function placesOf(shards: readonly string[]): string {
  const more = shards.length - MOST_NAMED;
  const named = shards.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

/** A trouble as JSON; without an error where none was noted. */
export const troubleJson = ({ since, failure }: LaneTrouble) => ({
  since: formatInstant(since),
  ...(failure === undefined
    ? { code: null, message: null, last: null, count: 0 }
    : {
        ...{ code: failure.code, message: failure.message },
        ...{ last: formatInstant(failure.last), count: failure.count },
      }),
});
