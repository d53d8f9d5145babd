import type { WireItem } from '../../support/dynamodb/wire.ts';
import type { World } from '../cloud/world.ts';
import { lettersIn } from '../ports/outbox.ts';
import { HEADS } from '../scenario/generate.ts';
import { VIEWS_OF } from '../scenario/shop.ts';
import { checkHonest, checkLetters } from './honest.ts';
import { centsOf, markOf, numberOf, rowOf } from './items.ts';
import { type Expected, expectedOf } from './oracle.ts';
import { isPaned, windowsOfPanes } from './panes.ts';
import { checkStateful, isStateful } from './stateful.ts';
import type { Invariant } from './watch.ts';
import { checkWide, isWide } from './wide.ts';

/** Compares what is there with what must be there; says what is not as it should be. */
export function checkOutcome(world: World): void {
  const { source, dynamo, objects, scenario } = world;
  const letters = new Set(
    [...lettersIn(objects).values()].map(
      ({ shard, record }) => `${shard} ${record.sequence} ${record.sub}`,
    ),
  );
  const expected = expectedOf(source.shards, {
    takesLarge: scenario.headCharacters >= HEADS.large,
    isTooBig: (place) => letters.has(place),
  });
  // of a view that came in mid-stream, nobody outside knows from which record on it counts
  const told = VIEWS_OF[scenario.beginsAs];
  const isTold = (line: string): boolean => told.includes(line.slice(0, line.indexOf(' ')));

  const rows = dynamo.views.all().flatMap((item) => {
    const row = rowOf(item);
    if (row === undefined || isPaned(row)) return [];
    return [`${row.view} ${row.key} ${row.start}: ${valuesOf(item)}`];
  });
  rows.push(...windowsOfPanes(dynamo.views.all().flatMap((item) => rowOf(item) ?? [])));
  compare(world, 'I1', {
    what: 'row',
    is: rows.filter((line) => isTold(line) && !isStateful(line) && !isWide(line)),
    must: expected.rows.filter(isTold),
  });

  const late = [...objects.late].flatMap(([name, events]) => {
    const shard = name.split('/')[2] ?? '';
    return events
      .filter(({ until }) => until === undefined) // later windows have taken it
      .map(({ view, sequence, sub }) => `${view} ${shard} ${sequence} ${sub}`);
  });
  const mustBeLate = expected.late.filter(isTold);
  const isSimple = (line: string): boolean => isTold(line) && !isStateful(line) && !isWide(line);
  compare(world, 'I3', { what: 'late event', is: late.filter(isSimple), must: mustBeLate });
  if (scenario.beginsAs === 'stateful' || scenario.beginsAs === 'wide') {
    checkStateful(world, expected.located, compare);
  }
  if (scenario.beginsAs === 'wide') checkWide(world, expected.notes);

  const is = [...letters];
  compare(world, 'I5', { what: 'dead letter', is, must: expected.deadLetters });
  checkCounts(world, expected.counts);
  checkHonest(world);
  checkLetters(world);
  checkTime(world, expected.watermarks);
  if (scenario.isArchived) checkLake(world);
}

export interface Lists {
  readonly what: string;
  readonly is: readonly string[];
  readonly must: readonly string[];
}

/** Names what is missing and what is too much; both lists are sorted and may repeat themselves. */
function compare({ watch }: World, invariant: Invariant, { what, is, must }: Lists): void {
  const found = is.toSorted();
  let [i, j] = [0, 0];
  while (i < found.length || j < must.length) {
    const [a, b] = [found[i], must[j]];
    if (a === b) {
      i++;
      j++;
    } else if (b === undefined || (a !== undefined && a < b)) {
      watch.violated(invariant, `${what} that must not be: ${a}`);
      i++;
    } else {
      watch.violated(invariant, `${what} that is missing: ${b}`);
      j++;
    }
  }
}

/** What a row shows, in the order in which the oracle says it. */
const valuesOf = (item: WireItem): string =>
  [
    ...('orders' in item ? [numberOf(item, 'orders')] : []),
    ...['spent', 'revenue'].flatMap((name) => (name in item ? [centsOf(item, name)] : [])),
  ].join(' ');

/** Every payload was accepted, set aside, or known. */
function checkCounts({ dynamo, watch }: World, expected: Expected['counts']): void {
  const marks = dynamo.state.all().flatMap((item) => markOf(item) ?? []);
  for (const [shard, must] of expected) {
    const mark = marks.find((each) => each.lane === 'sales.speed' && each.shard === shard);
    const { counters = {} } = mark?.details ?? {};
    const { records = 0, accepted = 0, deadLetters = 0, duplicates = 0 } = counters;
    const is = [records, accepted, deadLetters, duplicates];
    if (is.join() === must.join()) continue;
    watch.violated('I5', `${shard} counted ${is.join(' ')}, but there were ${must.join(' ')}`);
  }
}

/** After the last heartbeats, every view has come as far as the open shards have. */
function checkTime({ source, watch, extent }: World, watermarks: Expected['watermarks']): void {
  const open = source.shards.filter(({ isClosed }) => !isClosed);
  const must = Math.min(...open.map(({ id }) => watermarks.get(id) ?? -Infinity));
  for (const view of VIEWS_OF[extent]) {
    const is = watch.published(view);
    if (is !== must) watch.violated('I7', `${view} stands at ${is}, and its shards at ${must}`);
  }
}

/** Every record once in the chain of its shard, and each object where the one before it ends. */
function checkLake({ source, lake, watch }: World): void {
  for (const { id, records } of source.shards) {
    const objects = lake
      .list('lake/sales/', {})
      .filter(({ name }) => name.includes(`/${id}/`))
      .map(({ name }) => ({ name, about: lake.metadata(name) ?? {} }))
      .filter(({ about }) => about['kind'] === 'data')
      .sort((a, b) => ((a.about['from'] ?? '') < (b.about['from'] ?? '') ? -1 : 1));
    let reached = 0n;
    const stored: string[] = [];
    for (const { name, about } of objects) {
      if (BigInt(about['from'] ?? -1) !== reached) {
        watch.violated(
          'I8',
          `${name} continues from ${about['from']}, but the chain is at ${reached}`,
        );
      }
      reached = BigInt(about['to'] ?? -1);
      const rows = JSON.parse(Buffer.from(lake.bytes(name) ?? []).toString()) as [string, number][];
      stored.push(...rows.map(([sequence, sub]) => `${sequence} ${sub}`));
    }
    const all = records.flatMap(({ sequence, payload }) =>
      payload.parts.map((_, sub) => `${sequence} ${sub}`),
    );
    if (stored.join() !== all.join()) {
      watch.violated(
        'I8',
        `the lake has of ${id} ${stored.join(', ')}; expected ${all.join(', ')}`,
      );
    }
  }
}
