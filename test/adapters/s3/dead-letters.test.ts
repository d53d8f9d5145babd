import { describe, expect, test } from '@jest/globals';
import { unpackRecords } from '../../../lib/adapters/kinesis/records.ts';
import { decodeDeadLetters, eachLetterOnce } from '../../../lib/adapters/s3/dead-letter-object.ts';
import { s3DeadLetters } from '../../../lib/adapters/s3/dead-letters.ts';
import type { DeadLetter } from '../../../lib/ports/dead-letters.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { deadLettersContract } from '../../contract/dead-letters.contract.ts';
import { fakeS3 } from '../../support/aws/fake-s3.ts';
import { envelope, oracleEncode } from '../../support/aws/kpl.ts';

const lettersIn = ({ objects }: ReturnType<typeof fakeS3>): DeadLetter[] => {
  const once = eachLetterOnce();
  return objects().flatMap(([name, text]) => once(name, decodeDeadLetters(text)));
};

deadLettersContract('s3DeadLetters in unit time', async () => {
  const s3 = fakeS3();
  return { deadLetters: s3DeadLetters(s3.client, 'lake'), stored: async () => lettersIn(s3) };
});

/** A Kinesis record with so many parts, as Lambda brings it. */
const packed = (parts: number, payload: (i: number) => string, key = 'k') => {
  const message = oracleEncode({
    partition_key_table: [key],
    records: Array.from({ length: parts }, (_, i) => ({
      partition_key_index: 0,
      data: Buffer.from(payload(i)),
    })),
  });
  return Buffer.from(envelope(message));
};

const unpacked = (data: Buffer): SourceRecord[] =>
  unpackRecords({
    Records: [
      {
        kinesis: {
          data: data.toString('base64'),
          sequenceNumber: '42',
          partitionKey: 'k',
          approximateArrivalTimestamp: 1_767_225_600,
          kinesisSchemaVersion: '1.0',
        },
      } as never,
    ],
  });

const letterOf = (record: SourceRecord): DeadLetter => ({
  ...{ stream: 'sales', shard: 's', record, code: 'JSON_SYNTAX' },
  message: `sales: is not JSON; got ${record.sub} [JSON_SYNTAX]`,
});

describe('the dead letters of one record', () => {
  test.each([
    ['short ones', () => '{'],
    ['control characters', () => '\u0001'.repeat(6)],
    ['all different', (i: number) => String(i)],
  ])('are one object of a size that the record bounds: %s', async (_, payload) => {
    const s3 = fakeS3();
    const record = packed(60_000, payload);
    const letters = unpacked(record).map(letterOf);

    await s3DeadLetters(s3.client, 'lake').put(letters);

    expect(letters).toHaveLength(60_000);
    expect(s3.puts()).toBe(1);
    expect(s3.objects()[0]?.[1].length).toBeLessThan(4 * record.length + 20_000);
    expect(
      lettersIn(s3).map(({ record: { sub, data } }) => [sub, Buffer.from(data).toString()]),
    ).toEqual(letters.map(({ record: { sub } }) => [sub, payload(sub)]));
  });

  test('are all kept though an epoch that put fewer of them died', async () => {
    const s3 = fakeS3();
    const letters = unpacked(packed(10, (i) => `{${i}`)).map(letterOf);
    const { put } = s3DeadLetters(s3.client, 'lake');

    await put(letters.slice(0, 4));
    await put(letters.slice(0, 8));
    await put(letters.slice(2));

    expect(lettersIn(s3).map(({ record }) => record.sub)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('are looked at again only if the name was taken, and by more than one letter', async () => {
    const calls: string[] = [];
    const s3 = fakeS3();
    const client = {
      send: (command: object) => {
        calls.push(command.constructor.name);
        return (s3.client as { send(given: unknown): Promise<unknown> }).send(command);
      },
    } as unknown as typeof s3.client;
    const [one, two] = unpacked(packed(2, (i) => `{${i}`)).map(letterOf) as [
      DeadLetter,
      DeadLetter,
    ];
    const { put } = s3DeadLetters(client, 'lake');

    for (const letters of [[one], [one], [one, two]]) await put(letters);

    const [PUT, GET] = ['PutObjectCommand', 'GetObjectCommand'];
    expect(calls).toEqual([PUT, PUT, PUT, GET, PUT]);
  });

  test('is the record itself if a part has a key that Kinesis would not take', () => {
    const long = unpacked(packed(3, () => '{', 'k'.repeat(257)));
    const none = unpacked(packed(3, () => '{', ''));
    const longest = unpacked(packed(3, () => '{', '😀'.repeat(128)));

    expect([long.length, none.length, longest.length]).toEqual([1, 1, 3]);
  });
});
