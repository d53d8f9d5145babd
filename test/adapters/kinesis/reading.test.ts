import { describe, expect, test } from '@jest/globals';
import { recordPacker } from '../../../lib/adapters/kinesis/aggregation/record-packer.ts';
import { waitingTime } from '../../../lib/adapters/kinesis/lag.ts';
import { readRange } from '../../../lib/adapters/kinesis/read-range.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { type ReadableRecord, readableKinesis } from '../../support/aws/fake-kinesis-reading.ts';

const SHARD = 'shardId-000000000000';
const records = [9n, 10n, 11n, 12n].map(
  (sequence): ReadableRecord => ({
    ...{ sequence, data: `data ${sequence}`, partitionKey: `key ${sequence}` },
    arrival: Number(sequence) * 1_000,
  }),
);
const textOf = ({ data, start, end }: SourceRecord): string =>
  Buffer.from(data.subarray(start, end)).toString();

describe('an unbroken part of a shard', () => {
  const range = { stream: 'sales', shard: SHARD, first: '10', last: '11' };

  test('is read with both of its ends and nothing else, with keys and arrivals', async () => {
    const { client } = readableKinesis([{ shard: SHARD, records }]);

    const read = await readRange(client, range);

    expect(read?.map(textOf)).toEqual(['data 10', 'data 11']);
    expect(read).toMatchObject([
      { sequence: '10', sub: 0, partitionKey: 'key 10', arrival: 10_000 },
      { sequence: '11', sub: 0, partitionKey: 'key 11', arrival: 11_000 },
    ]);
  });

  test('is read page by page, also where pages are empty, and no further than its end', async () => {
    const { client, asked } = readableKinesis([{ shard: SHARD, records }], { pages: [0, 1] });

    const read = await readRange(client, range);

    expect(read?.map(({ sequence }) => sequence)).toEqual(['10', '11']);
    expect(asked).toHaveLength(4);
  });

  test('may be one record, and the last of a closed shard', async () => {
    const { client } = readableKinesis([{ shard: SHARD, records, isClosed: true }]);

    const read = await readRange(client, { ...range, first: '12', last: '12' });

    expect(read?.map(textOf)).toEqual(['data 12']);
  });

  test('gives the events of packed records one by one', async () => {
    const packer = recordPacker({ maxBytes: 10_000, maxRecords: 10 });
    for (const data of ['a', 'b']) {
      packer.add({ partitionKey: data, data: Buffer.from(data) });
    }
    const packed = packer.flush()?.data ?? new Uint8Array();
    const { client } = readableKinesis([
      { shard: SHARD, records: [{ sequence: 10n, data: packed }] },
    ]);

    const read = await readRange(client, { ...range, last: '10' });

    expect(read?.map(textOf)).toEqual(['a', 'b']);
    expect(read?.map(({ sub }) => sub)).toEqual([0, 1]);
  });

  test.each([
    ['its beginning is no longer kept', { shard: SHARD, records, keptFrom: 11n }, range],
    ['its end is not there', { shard: SHARD, records }, { ...range, last: '13' }],
    ['the shard is gone', { shard: 'another', records }, range],
    [
      'its end is none of the records',
      { shard: SHARD, records: [10n, 12n].map((sequence) => ({ sequence, data: '' })) },
      range,
    ],
  ])('is not there if %s', async (_, shard, wanted) => {
    expect(await readRange(readableKinesis([shard]).client, wanted)).toBeUndefined();
  });

  test('is not there if an iterator expires meanwhile', async () => {
    const options = { pages: [1], expiresAfter: 1 };
    const { client } = readableKinesis([{ shard: SHARD, records }], options);

    expect(await readRange(client, range)).toBeUndefined();
  });

  test('is not passed over for a fault of the network', async () => {
    const client = { send: () => Promise.reject(new Error('reset')) } as never;

    await expect(readRange(client, range)).rejects.toThrow('reset');
  });
});

describe('how long a lane lets records wait', () => {
  const at = { stream: 'sales', shard: SHARD };

  test('is since the oldest record behind its position has arrived, for which it asks alone', async () => {
    const { client, asked } = readableKinesis([{ shard: SHARD, records }]);

    expect(await waitingTime(client, { ...at, upTo: '10' }, 15_000)).toBe(4_000);
    expect(await waitingTime(client, { ...at, upTo: null }, 15_000)).toBe(6_000);
    expect(asked.map(({ limit }) => limit)).toEqual([1, 1]);
  });

  test('is 0 only if everything was read: a record of this instant waits, and one by a clock ahead', async () => {
    const { client } = readableKinesis([{ shard: SHARD, records }]);

    expect(await waitingTime(client, { ...at, upTo: '12' }, 15_000)).toBe(0);
    expect(await waitingTime(client, { ...at, upTo: '11' }, 12_000)).toBe(1);
    expect(await waitingTime(client, { ...at, upTo: '11' }, 1_000)).toBe(1);
  });

  test('is what the stream says of itself where a page is empty though more comes', async () => {
    const { client } = readableKinesis([{ shard: SHARD, records }], { pages: [0] });

    expect(await waitingTime(client, { ...at, upTo: '10' }, 15_000)).toBe(1_000);
  });
});
