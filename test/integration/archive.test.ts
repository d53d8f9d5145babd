import { afterAll, describe, expect, test } from '@jest/globals';
import { awsClients } from '../../lib/adapters/aws/clients.ts';
import { lakeFileEncoder } from '../../lib/adapters/parquet/encode-lake-file.ts';
import { readLake } from '../../lib/adapters/parquet/read-lake.ts';
import { s3Lake } from '../../lib/adapters/s3/lake.ts';
import type { SourceRecord } from '../../lib/ports/source-record.ts';
import { archiveLane } from '../../lib/runtime/archive/archive-lane.ts';
import { GENESIS } from '../../lib/runtime/archive/layout.ts';
import { listObjects, readLinks } from '../../lib/runtime/archive/list-objects.ts';
import { verifyChain } from '../../lib/runtime/archive/verify-chain.ts';
import { freshBuckets } from '../support/cloud/fresh-buckets.ts';
import { decoderOf } from '../support/definitions/every-type.ts';
import { Sale } from '../support/definitions/shop.ts';

const { s3 } = awsClients();
const buckets = freshBuckets(s3);
const decode = decoderOf(Sale);
const TEN = Date.UTC(2026, 2, 1, 10);

afterAll(() => buckets.deleteAll());

/** Sixty sales within an hour and a half. */
const sales = Array.from({ length: 60 }, (_, i): SourceRecord => {
  const data = Buffer.from(`{"id":"${i}","customer":"c","at":${i},"amount":"0.01"}`);
  const position = { sequence: `${10n ** 55n + BigInt(i * 3)}`, sub: 0, partitionKey: 'c' };
  return { ...position, arrival: TEN + i * 90_000, data, start: 0, end: data.length };
});

describe('the archive lane on S3', () => {
  test('L9: makes one chain of what three processes do at once, each with batches of its own', async () => {
    const lake = s3Lake(s3, await buckets.create());
    const newLane = () =>
      archiveLane(
        { name: 'sales', time: 'at', decode },
        { lake, topology: { shards: async () => [] }, encode: lakeFileEncoder(Sale.fields) },
      );

    await Promise.all(
      [7, 10, 13].map(async (size) => {
        const lane = newLane();
        for (let i = 0; i < sales.length; i += size) {
          const archived = await lane.take('shard-1', sales.slice(i, i + size));
          expect(archived).toEqual({ ok: true });
        }
      }),
    );

    const links = await readLinks(lake, await listObjects(lake, { stream: 'sales' }));
    const rows = await Array.fromAsync(
      readLake(lake, { stream: 'sales', schema: Sale, decode, fields: ['id'] }),
    );
    expect(verifyChain(links, { since: GENESIS })).toMatchObject({ findings: [], rows: 60 });
    expect(rows.map(({ event }) => event?.['id'])).toEqual(sales.map((_, i) => String(i)));
  });
});
