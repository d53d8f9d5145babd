import { describe, expect, test } from '@jest/globals';
import { readLake } from '../../../lib/adapters/parquet/read-lake.ts';
import { instant, int } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { GENESIS } from '../../../lib/runtime/archive/layout.ts';
import { listObjects, readLinks } from '../../../lib/runtime/archive/list-objects.ts';
import { verifyChain } from '../../../lib/runtime/archive/verify-chain.ts';
import { archivedLake } from '../../support/batch/archived-lake.ts';
import { decoderOf } from '../../support/definitions/every-type.ts';

const Reading = schema({ at: instant(), n: int() });
const TEN = Date.UTC(2026, 1, 28, 22);
const HOUR = 3_600_000;
const how = { stream: 'readings', schema: Reading, time: 'at', decode: decoderOf(Reading) };

/** Twelve readings, one every half an hour, of two shards in turn. */
const puts = Array.from({ length: 12 }, (_, n) => ({
  text: `{"at":${n},"n":${n}}`,
  arrival: TEN + (n * HOUR) / 2,
  shard: n % 2 === 0 ? 'shard-a' : 'shard-b',
}));

const numbers = async (query: Parameters<typeof readLake>[1], lake = archivedLake(puts, how)) =>
  (await Array.fromAsync(readLake(await lake, query))).map(({ event }) => event?.['n']);

describe('readLake', () => {
  test('gives every payload shard by shard, in the order of each shard', async () => {
    expect(await numbers(how)).toEqual([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]);
  });

  test('gives what arrived in a range, half-open, also within an hour', async () => {
    const range = { from: TEN + HOUR / 2, before: TEN + 2 * HOUR };

    expect(await numbers({ ...how, ...range })).toEqual([2, 1, 3]);
  });

  test('gives nothing for a range in which nothing arrived, or of another stream', async () => {
    expect(await numbers({ ...how, from: TEN + 100 * HOUR })).toEqual([]);
    expect(await numbers({ ...how, before: TEN })).toEqual([]);
    expect(await numbers({ ...how, stream: 'reading' })).toEqual([]);
  });
});

describe('listObjects and readLinks', () => {
  test('show the chains as the archive lane left them', async () => {
    const lake = await archivedLake(puts, how);

    const links = await readLinks(lake, await listObjects(lake, { stream: 'readings' }));

    expect(verifyChain(links, { since: GENESIS })).toEqual({
      findings: [],
      chains: 2,
      objects: 22, // one per hour and shard, and a turn after each but the last
      rows: 12,
    });
  });
});
