import { lakeFileEncoder } from '../../lib/adapters/parquet/encode-lake-file.ts';
import { compileDecoder } from '../../lib/core/json/decoder.ts';
import type { SourceRecord } from '../../lib/ports/source-record.ts';
import { paddedSequence } from '../../lib/ports/task.ts';
import { archiveLane } from '../../lib/runtime/archive/archive-lane.ts';
import { metadataOf } from '../../lib/runtime/archive/chain-link.ts';
import { listObjects, readLinks } from '../../lib/runtime/archive/list-objects.ts';
import { folderLake } from '../support/folder-lake.ts';
import { Order, referenceEvents } from '../support/reference-events.ts';

/**
 * Writes a lake of one shard, as its archive lane would: `make-lake.ts <folder> <events> [times]`.
 *
 * With `times`, its objects are there so many times over, each time further along the chain.
 */
const [, , folder = '', count = '', times = '1'] = process.argv;
const lake = folderLake(folder);
const lane = archiveLane(
  { name: 'orders', time: 'at', decode: compileDecoder(Order) },
  {
    lake,
    topology: { shards: async () => [{ id: 'shard', parents: [], closed: false }] },
    encode: lakeFileEncoder(Order.fields),
  },
);
const eventOf = referenceEvents({ users: 1_000, eventsPerSecond: 10_000 });
const PER_BATCH = 100_000;
for (let from = 0; from < Number(count); from += PER_BATCH) {
  const records = Array.from({ length: Math.min(PER_BATCH, Number(count) - from) }, (_, i) => {
    const { user, arrival, json } = eventOf(from + i);
    const data = Buffer.from(json);
    const at = { sequence: String(from + i + 1), sub: 0, arrival, partitionKey: user };
    return { ...at, data, start: 0, end: data.length } satisfies SourceRecord;
  });
  const archived = await lane.take('shard', records);
  if (!archived.ok) throw archived.cause;
}

const chain = { stream: 'orders', shard: 'shard' };
const objects = await listObjects(lake, { stream: chain.stream });
const links = await readLinks(lake, objects);
for (let time = 1; time < Number(times); time++) {
  const along = (position: string): string =>
    paddedSequence(String(BigInt(position) + BigInt(time) * BigInt(count)));
  for (const [i, { name }] of objects.entries()) {
    const link = links[i];
    if (link?.kind !== 'data') continue;
    const moved = { ...link, from: along(link.from), to: along(link.to) };
    const bytes = (await lake.read(name)) ?? new Uint8Array();
    await lake.createObject(name.replace(link.from, moved.from), bytes, metadataOf(moved));
  }
}
lake.save();
