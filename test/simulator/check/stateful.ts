import type { LateEvent } from '../../../lib/ports/effects.ts';
import type { WireItem } from '../../support/dynamodb/wire.ts';
import type { World } from '../cloud/world.ts';
import { FLOODED, LARGE_CENTS } from '../scenario/shop.ts';
import type { Lists } from './check.ts';
import { centsOf, numberOf, rowOf, type SeenRow, textOf } from './items.ts';
import type { Located } from './oracle.ts';
import type { Invariant } from './watch.ts';

/** The views whose steps keep state. */
const VIEWS = ['visits', 'near', 'upgrades'] as const;

/** Whether a line is about one of them. */
export const isStateful = (line: string): boolean =>
  VIEWS.some((view) => line.startsWith(`${view} `));

/** Why a pair is set aside that is larger than any item. */
const NO_ITEM_HOLDS_IT = 'overflow: record';

/** Characters of a pair from which on it may be larger than any item. */
const HUGE = 300_000;

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
  const { dynamo, objects } = world;
  const late = [...objects.late.values()].flat();
  const lateOf = (name: string, notes: readonly LateEvent[] = late): string[] =>
    notes.flatMap(({ view, eventTime, why }) =>
      view === name && why !== NO_ITEM_HOLDS_IT
        ? [`${name} ${eventTime}${why === undefined ? '' : ` ${why}`}`]
        : [],
    );
  const shed = late.filter(isShed);
  const lines = (all: readonly Located[], name: string) =>
    all.map(({ at }) => `${name} ${at}`).sort();
  for (const view of ['near', 'upgrades'] as const) {
    const must = lines(
      sales.filter(({ isLate }) => isLate),
      view,
    );
    const is = lateOf(
      view,
      late.filter((each) => !isShed(each)),
    );
    compare(world, 'I3', { what: 'late event', is, must });
  }

  // a pair that no item holds may be set aside
  const texts = new Map(sales.map(({ id, text }) => [id, text]));
  const isHuge = (pair: string): boolean => {
    const [, small = '', large = ''] = pair.split(' ');
    return (texts.get(small) ?? 0) + (texts.get(large) ?? 0) > HUGE;
  };
  const inTime = sales.filter(({ isLate }) => !isLate);
  const items = dynamo.views.all();
  const recordsOf = (name: string) =>
    items.filter((item) => textOf(item, 'pk').startsWith(`${name}#`) && 'fence' in item);
  const exact = (lists: Matches): Matches => (shed.length === 0 ? lists : withoutShed(lists));
  const pairs = {
    is: recordsOf('near')
      .map(pairOf)
      .filter((pair) => !isHuge(pair)),
    must: pairsOf(inTime, (ahead) => ahead >= -3_000 && ahead <= 5_000).filter(
      (pair) => !isHuge(pair),
    ),
  };
  compare(world, 'I1', { what: 'pair', ...exact(pairs) });
  // of two sales at one moment, who comes first is for the shards to say
  const matches = {
    is: recordsOf('upgrades')
      .filter((item) => !('truncated' in item)) // so huge that what it was made of is not shown whole
      .flatMap(matchOf)
      .filter((pair) => !isHuge(pair)),
    must: pairsOf(inTime, (ahead) => ahead > 0 && ahead < WITHIN).filter((pair) => !isHuge(pair)),
  };
  compare(world, 'I1', { what: 'match', ...exact(matches) });

  const visits = items.flatMap((item) => rowOf(item) ?? []).filter(({ view }) => view === 'visits');
  checkVisits(world, { visits, sales, late: lateOf('visits').length }, compare);
}

interface Matches {
  readonly is: readonly string[];
  readonly must: readonly string[];
}

/** Whether a note says that a key has more than it may, and is the one that was flooded. */
const isShed = ({ key, why }: LateEvent): boolean => why === 'overflow: runs' && key === FLOODED;

/** Of a key that was flooded some results are given up, as its notes say; there is none that must not be. */
function withoutShed({ is, must }: Matches): Matches {
  const isGivenUp = (match: string): boolean =>
    match.startsWith(`${FLOODED} `) && !is.includes(match);
  return { is, must: must.filter((match) => !isGivenUp(match)) };
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

/** Key, small sale, large sale. */
const pairOf = (item: WireItem): string =>
  ['key', 'small_id', 'large_id'].map((name) => textOf(item, name)).join(' ');

interface Stages {
  readonly small: readonly { readonly id: string; readonly at: number }[];
  readonly large: readonly { readonly id: string; readonly at: number }[];
}

/** Key, small sale, large sale, and what became of it if that is no match. */
function matchOf(item: WireItem): string[] {
  const { small, large } = JSON.parse(textOf(item, 'events')) as Stages;
  const [first, second, outcome] = [small[0], large[0], textOf(item, 'outcome')];
  if (first?.at === second?.at) return [];
  const ids = `${textOf(item, 'country')} ${first?.id} ${second?.id}`;
  return [outcome === 'match' ? ids : `${ids} ${outcome}`];
}

interface Visits {
  readonly visits: readonly SeenRow[];
  readonly sales: readonly Located[];
  readonly late: number;
}

function checkVisits(world: World, { visits, sales, late }: Visits, compare: Compare): void {
  const counted = visits.reduce((sum, { item }) => sum + Number(numberOf(item, 'orders')), 0);
  if (counted + late !== sales.length) {
    const text = `${counted} sales are in visits and ${late} late, of ${sales.length}`;
    world.watch.violated('I1', text);
  }
  if (sales.some(({ isLate }) => isLate)) return;
  compare(world, 'I1', {
    what: 'visit',
    is: visits.map(({ key, start, end, item }) => {
      return `${key} ${start} ${end} ${numberOf(item, 'orders')} ${centsOf(item, 'revenue')}`;
    }),
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
