import { describe, expect, test } from '@jest/globals';
import {
  append,
  close,
  openRecord,
} from '../../../lib/adapters/kinesis/aggregation/open-record.ts';
import { readBatch, unpackRecords } from '../../../lib/adapters/kinesis/records.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { kinesisEvent } from '../../support/aws/kinesis-event.ts';
import { envelope } from '../../support/aws/kpl.ts';

describe('unpackRecords', () => {
  test('gives records that were put alone as they are', () => {
    const event = kinesisEvent([
      { data: '{"a":1}', sequence: '41', partitionKey: 'Zoë', arrival: 1_772_362_799_999 },
      { data: '', sequence: '43', partitionKey: 'b', arrival: 1_772_362_800_000 },
    ]);

    const records = unpackRecords(event);

    expect(records.map(shown)).toEqual([
      ['41', 0, 1_772_362_799_999, 'Zoë', '{"a":1}'],
      ['43', 0, 1_772_362_800_000, 'b', ''],
    ]);
  });

  test('gives the events of a packed record one by one, each with its own key', () => {
    const packed = pack(['x', '{"n":1}'], ['ключ 😀', '{"n":2}'], ['x', '']);
    const event = kinesisEvent([{ data: 'alone' }, { data: packed, sequence: '99', arrival: 5 }]);

    const [, ...parts] = unpackRecords(event);

    expect(parts.map(shown)).toEqual([
      ['99', 0, 5, 'x', '{"n":1}'],
      ['99', 1, 5, 'ключ 😀', '{"n":2}'],
      ['99', 2, 5, 'x', ''],
    ]);
  });

  test('copies nothing: all payloads of a batch are parts of one array', () => {
    const records = unpackRecords(
      kinesisEvent([{ data: 'alone' }, { data: pack(['x', 'a'], ['y', 'b']) }]),
    );

    expect(new Set(records.map(({ data }) => data)).size).toBe(1);
  });

  test.each([
    ['a wrong digest', Buffer.concat([pack(['x', 'a']), Buffer.of(0)])],
    ['the magic alone', Buffer.from('f3899ac2', 'hex')],
    ['a right digest of what is no message', envelope([0xff, 0xff])],
  ])('gives a packed record with %s whole, as one payload', (_, data) => {
    const records = unpackRecords(kinesisEvent([{ data, sequence: '7' }, { data: 'next' }]));

    expect(records).toHaveLength(2);
    expect(bytesOf(records[0])).toEqual(Uint8Array.from(data));
    expect(records[0]?.sequence).toBe('7');
  });

  test('gives nothing for a packed record that holds nothing', () => {
    expect(unpackRecords(kinesisEvent([{ data: envelope([0x0a, 0x01, 0x61]) }]))).toEqual([]);
  });

  test('reads base64 with and without padding', () => {
    const event = kinesisEvent([{ data: 'a' }, { data: 'bc' }]);
    for (const { kinesis } of event.Records) kinesis.data = kinesis.data.replaceAll('=', '');

    expect(unpackRecords(event).map((record) => shown(record)[4])).toEqual(['a', 'bc']);
  });

  test('rounds arrival to the millisecond that Kinesis meant when it wrote seconds', () => {
    const event = kinesisEvent([{ data: '', arrival: 1_607_497_475_001 }]);

    expect(unpackRecords(event)[0]?.arrival).toBe(1_607_497_475_001);
  });
});

describe('readBatch', () => {
  test('names the shard that the batch is of', () => {
    expect(readBatch(kinesisEvent([{ data: '' }], 'shardId-000000000042')).shard).toBe(
      'shardId-000000000042',
    );
  });

  test('is empty for an event without records', () => {
    expect(readBatch({ Records: [] })).toEqual({ shard: '', records: [] });
  });
});

function pack(...events: readonly (readonly [key: string, text: string])[]): Uint8Array {
  const keyed = events.map(([partitionKey, text]) => ({ partitionKey, data: Buffer.from(text) }));
  const open = openRecord(keyed[0] ?? { partitionKey: '', data: new Uint8Array() });
  for (const event of keyed) append(open, event, 1_000_000);
  return close(open).data;
}

const bytesOf = (record: SourceRecord | undefined): Uint8Array =>
  Uint8Array.from(record?.data.subarray(record.start, record.end) ?? []);

const shown = (record: SourceRecord) => [
  record.sequence,
  record.sub,
  record.arrival,
  record.partitionKey,
  Buffer.from(bytesOf(record)).toString(),
];
