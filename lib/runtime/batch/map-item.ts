import { InvariantError } from '../../errors/invariant-error.ts';
import type { ItemSql } from '../../ports/item-sql.ts';
import type { ReadLakeRecords } from '../../ports/lake-file.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import type { Topology } from '../../ports/topology.ts';
import { takeRecord } from '../speed/intake.ts';
import { type BatchDefinition, laneOf, limitsOf } from './batch-definition.ts';
import {
  type BatchSource,
  batchIntake,
  membershipOf,
  nothingTaken,
  recordsOf,
} from './batch-intake.ts';
import { runNames } from './layout.ts';
import { manifestOf } from './manifest.ts';
import { mapBySql } from './map-by-sql.ts';
import { partWriter } from './part-writer.ts';
import type { InputObject, Manifest, MapItem, MapOutcome, MapTask } from './protocol.ts';
import { rangeTakers } from './range-takers.ts';
import { type RepeatedIds, repeatedIds } from './repeated-ids.ts';

export interface MapPorts {
  readonly files: RunFiles;
  readonly records: ReadLakeRecords;
  readonly topology: Topology;
  /** Computes items without looking at each event, where that is exact. */
  readonly sql?: ItemSql;
}

/**
 * Reads the objects of an item and writes what they add to rows, as parts per bucket.
 *
 * A record is accepted exactly if the speed layer accepts it, by the same code, but for being late.
 * The same objects give the same parts under the same names, and the outcome is written last: so a
 * task may be done again, or twice at once, and a part without an outcome is never looked at.
 */
export async function mapItem(
  definition: BatchDefinition,
  ports: MapPorts,
  { run, item: index }: MapTask,
): Promise<MapOutcome> {
  const { files, topology } = ports;
  const done = await files.read<MapOutcome>(runNames.mapped(run, index));
  if (done !== undefined) return done;
  const manifest = await manifestOf(definition, files, run);
  const item = manifest.items[index];
  if (item === undefined) throw new InvariantError('L21', `${run} has no item ${index}`);
  const lane = laneOf(definition, item.stream);
  const belongsHere = await membershipOf(lane, topology, item.shard);
  const limits = limitsOf(definition);
  const counted =
    (await mapBySql(ports, { manifest, index, belongsHere, rowsPerPart: limits.rowsPerPart })) ??
    (await mapByEvents({ lane, shard: item.shard, belongsHere }, ports, {
      ...{ manifest, index, item, rowsPerPart: limits.rowsPerPart },
    }));
  return files.create<MapOutcome>(runNames.mapped(run, index), { item: index, ...counted });
}

async function mapByEvents(
  source: BatchSource,
  ports: MapPorts,
  about: Omit<Writing, 'ids'>,
): Promise<Omit<MapOutcome, 'item'>> {
  const ids = repeatedIds(source.lane.stream.dedupeWithin);
  const others = about.item.before.length + (about.item.between?.length ?? 0);
  if (others > 0) await learnIds(source, ports.records, { item: about.item, ids });
  return writeParts(source, ports, { ...about, ids });
}

interface Writing {
  readonly manifest: Manifest;
  readonly index: number;
  readonly item: MapItem;
  readonly ids: RepeatedIds;
  readonly rowsPerPart: number;
}

async function writeParts(
  source: BatchSource,
  { files, records }: MapPorts,
  { manifest, index, item, ids, rowsPerPart }: Writing,
): Promise<Omit<MapOutcome, 'item'>> {
  const { takers, folds, events } = rangeTakers(source.lane, (id) =>
    manifest.views.find(({ view }) => view === id),
  );
  const intake = batchIntake(source, takers, (id, { partitionKey, arrival }) =>
    ids.isRepeated(partitionKey, id, arrival),
  );
  const taken = nothingTaken();
  const writer = partWriter(files, { manifest, index, by: 'events' });
  const write = (): Promise<void> => {
    const rows = folds.flatMap((fold) => fold.drain());
    return writer.write({ rows, events: events.splice(0), arrival: taken.newestArrival });
  };
  for (const { object, isOwn } of inOrder(item)) {
    if (!isOwn) {
      await lookAt(source, records, { objects: [object], see: ids.sawOther });
      continue;
    }
    for await (const some of recordsOf(records, [object])) {
      for (const record of some) {
        takeRecord(intake, record, taken);
        taken.deadLetters.length = 0; // they are counted; the speed layer has set them aside
        if (events.length >= rowsPerPart || folds.some((fold) => fold.rows >= rowsPerPart)) {
          await write();
        }
      }
    }
  }
  await write();
  const { records: payloads, accepted, duplicates, deadLetters } = taken.counters;
  return {
    counts: { records: payloads, accepted, duplicates, deadLetters },
    parts: writer.parts,
  };
}

/** The item's objects, and those between them that may hold the same ids, along their chain. */
function inOrder({ objects, between = [] }: MapItem) {
  const own = objects.map((object) => ({ object, isOwn: true }));
  const others = between.map((object) => ({ object, isOwn: false }));
  return [...own, ...others].sort((a, b) => (a.object.from < b.object.from ? -1 : 1));
}

/** Finds out which ids the item has, and when they came before it. */
async function learnIds(
  source: BatchSource,
  records: ReadLakeRecords,
  { item, ids }: Pick<Writing, 'item' | 'ids'>,
): Promise<void> {
  const { expect, sawOther } = ids;
  await lookAt(source, records, { objects: item.objects, see: expect });
  await lookAt(source, records, { objects: item.before, see: sawOther });
}

/** Tells of every event of some objects that would be accepted, and takes none. */
async function lookAt(
  source: BatchSource,
  records: ReadLakeRecords,
  { objects, see }: { readonly objects: readonly InputObject[]; see: RepeatedIds['sawOther'] },
): Promise<void> {
  const intake = batchIntake(source, new Map(), (id, { partitionKey, arrival }) => {
    see(partitionKey, id, arrival);
    return true; // nothing but its id is wanted
  });
  const taken = nothingTaken();
  for await (const some of recordsOf(records, objects)) {
    for (const record of some) takeRecord(intake, record, taken);
    taken.deadLetters.length = 0;
  }
}
