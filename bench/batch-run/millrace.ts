import { duckDbItems } from '../../lib/adapters/duckdb/item-sql.ts';
import { rowLayouts } from '../../lib/adapters/dynamodb/row-layouts.ts';
import { memoryCoverageStore } from '../../lib/adapters/memory/coverage-store.ts';
import { memoryLake } from '../../lib/adapters/memory/lake.ts';
import { memoryRecordStore } from '../../lib/adapters/memory/record-store.ts';
import { memoryRowStore } from '../../lib/adapters/memory/row-store.ts';
import { lakeBatchResults } from '../../lib/adapters/parquet/batch-results.ts';
import { lakeRecords } from '../../lib/adapters/parquet/read-lake-records.ts';
import { lakeRunFiles } from '../../lib/adapters/s3/run-files.ts';
import { batchDefinition } from '../../lib/functions/batch/batch-definition.ts';
import { runBatch } from '../../lib/runtime/batch/run-batch.ts';
import { folderLake } from '../support/folder-lake.ts';
import { FIRST_TIME, referencePipeline } from '../support/reference-events.ts';

/** A whole batch run in this process, from Parquet to rows; the rows go into memory instead of a table. */
const [, , folder = ''] = process.argv;
const pipeline = referencePipeline('user');
const definition = batchDefinition(pipeline);
const lake = folderLake(folder);
const written = memoryLake();
const rows = memoryRowStore();
const FAR = FIRST_TIME + 366 * 86_400_000;
const report = await runBatch(
  definition,
  {
    lake,
    ...(process.env['WITHOUT_SQL'] === undefined ? { sql: duckDbItems(definition, lake) } : {}),
    heads: { read: async () => undefined },
    topology: {
      shards: async () => [{ id: 'shard', parents: [], closed: false }],
      membership: async () => () => true,
    },
    reader: { watermarks: async () => new Map([['shard', FAR]]), rowsOfKey: async () => [] },
    coverage: memoryCoverageStore(),
    files: lakeRunFiles(written),
    records: lakeRecords(lake),
    healer: rows,
    recordHealer: memoryRecordStore(),
    lateEvents: async () => new Map(),
    results: lakeBatchResults(written, { layouts: rowLayouts(pipeline), fields: new Map() }),
    now: Date.now,
  },
  { run: 'bench', from: FIRST_TIME - 86_400_000, to: FAR, concurrency: 1 },
);
const all = rows.rows();
const events = all.reduce((sum, { acc }) => sum + Number(acc[0]), 0);
process.stdout.write(`${JSON.stringify({ rows: all.length, events, ...report.counts })}\n`);
