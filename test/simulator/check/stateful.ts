import type { RowImage } from '../../../lib/ports/effects.ts';
import type { World } from '../cloud/world.ts';
import { LARGE_CENTS } from '../scenario/shop.ts';
import type { Lists } from './check.ts';
import type { Located } from './oracle.ts';
import type { Invariant } from './watch.ts';

/** The views whose steps keep state. */
const VIEWS = ['visits', 'near', 'upgrades'] as const;

/** Whether a line is about one of them. */
export const isStateful = (line: string): boolean =>
  VIEWS.some((view) => line.startsWith(`${view} `));

const GAP = 4_000;
const WITHIN = 6_000;

type Compare = (world: World, invariant: Invariant, lists: Lists) => void;

/**
 * Compares sessions, pairs and matches with what the accepted sales must give, in whatever order shards
 * came together.
 *
 * A sale that its own shard was behind of is late for the join and the pattern. For the sessions that
 * depends on which of them were still there: then only the sum of all must be right.
 */
export function checkStateful(world: World, sales: readonly Located[], compare: Compare): void {
  const { tables, objects } = world;
  const late = [...objects.late.values()].flat();
  const lateOf = (name: string): string[] =>
    late.flatMap(({ view, eventTime, why }) =>
      view === name ? [`${name} ${eventTime}${why === undefined ? '' : ` ${why}`}`] : [],
    );
  const lines = (all: readonly Located[], name: string) =>
    all.map(({ at }) => `${name} ${at}`).sort();
  for (const view of ['near', 'upgrades'] as const) {
    const must = lines(
      sales.filter(({ isLate }) => isLate),
      view,
    );
    compare(world, 'I3', { what: 'late event', is: lateOf(view), must });
  }

  const inTime = sales.filter(({ isLate }) => !isLate);
  const records = [...tables.records.values()];
  const recordsOf = (name: string) =>
    records.flatMap(({ view, key, record }) => (view === name ? [{ key, record }] : []));
  compare(world, 'I1', {
    what: 'pair',
    is: recordsOf('near').map(({ key, record }) => `${key} ${pairOf(record)}`),
    must: pairsOf(inTime, (ahead) => ahead >= -3_000 && ahead <= 5_000),
  });
  // of two sales at one moment, who comes first is for the shards to say
  compare(world, 'I1', {
    what: 'match',
    is: recordsOf('upgrades').flatMap(({ record }) => matchOf(record)),
    must: pairsOf(inTime, (ahead) => ahead > 0 && ahead < WITHIN),
  });

  const visits = [...tables.rows.values()]
    .map(({ image }) => image)
    .filter(({ view, mergedInto }) => view === 'visits' && mergedInto === undefined);
  checkVisits(world, { visits, sales, late: lateOf('visits').length }, compare);
}

/** Every small sale with every large one of its country that is so far ahead of it. */
function pairsOf(sales: readonly Located[], isPair: (ahead: number) => boolean): string[] {
  const large = sales.filter(({ cents }) => cents >= LARGE_CENTS);
  return sales
    .filter(({ cents }) => cents < LARGE_CENTS)
    .flatMap(({ id, country, at }) =>
      large
        .filter((other) => other.country === country && isPair(other.at - at))
        .map((other) => `${country} ${id} ${other.id}`),
    )
    .sort();
}

/** A pair as it is stored: the fields of the small sale, then those of the large one. */
function pairOf(record: unknown): string {
  const fields = record as readonly unknown[];
  return `${fields[0]} ${fields[4]}`;
}

interface Stages {
  readonly small: readonly { readonly id: string; readonly at: number }[];
  readonly large: readonly { readonly id: string; readonly at: number }[];
}

/** A match as it is stored: key, outcome, time, and the events of each stage. */
function matchOf(record: unknown): string[] {
  const [country, outcome, , [stages]] = record as [string, string, number, [Stages]];
  const { small, large } = stages;
  const [first] = small;
  const [second] = large;
  if (first?.at === second?.at) return [];
  return [`${country} ${first?.id} ${second?.id}${outcome === 'match' ? '' : ` ${outcome}`}`];
}

interface Visits {
  readonly visits: readonly RowImage[];
  readonly sales: readonly Located[];
  readonly late: number;
}

function checkVisits(world: World, { visits, sales, late }: Visits, compare: Compare): void {
  const counted = visits.reduce((sum, { acc }) => sum + Number(acc[0]), 0);
  if (counted + late !== sales.length) {
    const text = `${counted} sales are in visits and ${late} late, of ${sales.length}`;
    world.watch.violated('I1', text);
  }
  if (sales.some(({ isLate }) => isLate)) return;
  compare(world, 'I1', {
    what: 'visit',
    is: visits.map(({ key, start, end, acc }) => `${key} ${start} ${end} ${acc.join(' ')}`),
    must: visitsOf(sales),
  });
}

/** Sessions that the sales make, put in their order. */
function visitsOf(sales: readonly Located[]): string[] {
  const open = new Map<string, { start: number; end: number; orders: number; cents: number }>();
  const done: string[] = [];
  const close = (country: string): void => {
    const visit = open.get(country);
    if (visit === undefined) return;
    done.push(`${country} ${visit.start} ${visit.end} ${visit.orders} ${visit.cents}`);
  };
  for (const { country, at, cents } of sales.toSorted((a, b) => a.at - b.at)) {
    const visit = open.get(country);
    if (visit !== undefined && at < visit.end) {
      visit.end = at + GAP;
      visit.orders++;
      visit.cents += cents;
    } else {
      close(country);
      open.set(country, { start: at, end: at + GAP, orders: 1, cents });
    }
  }
  for (const country of open.keys()) close(country);
  return done.sort();
}
