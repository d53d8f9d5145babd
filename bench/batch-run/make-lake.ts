import { lakeFileEncoder } from '../../lib/adapters/parquet/encode-lake-file.ts';
import { compileDecoder } from '../../lib/core/json/decoder.ts';
import type { SourceRecord } from '../../lib/ports/source-record.ts';
import { archiveLane } from '../../lib/runtime/archive/archive-lane.ts';
import { folderLake } from '../support/folder-lake.ts';
import { Order, referenceEvents } from '../support/reference-events.ts';

/** Writes a lake of one shard, as its archive lane would: `make-lake.ts <folder> <events>`. */
const [, , folder = '', count = ''] = process.argv;
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
lake.save();
