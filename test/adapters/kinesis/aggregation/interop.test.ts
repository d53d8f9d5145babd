import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type Decoded,
  decodeAggregated,
} from '../../../../lib/adapters/kinesis/aggregation/decode-aggregated.ts';
import {
  isInHashRange,
  routedHashKey,
} from '../../../../lib/adapters/kinesis/aggregation/hash-range.ts';
import { recordPacker } from '../../../../lib/adapters/kinesis/aggregation/record-packer.ts';
import { envelope } from '../../../support/aws/kpl.ts';

/** How an event is written down in the fixtures; where they come from is in their README. */
interface Noted {
  readonly partitionKey: string;
  readonly explicitHashKey?: string;
  /** Base64. */
  readonly data: string;
  readonly index?: number;
  /** The KCL handed on the bytes of the Kinesis record as they were. */
  readonly raw?: boolean;
}

const FIXTURES = join(import.meta.dirname, '../../../golden/kpl');
const read = <T>(name: string): T => JSON.parse(readFileSync(join(FIXTURES, name), 'utf8')) as T;
const cases = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.bin'))
  .map((name) => name.slice(0, -4));
const kcl = read<Record<string, readonly Noted[]>>('kcl.json');

const noted = (decoded: Decoded): Noted[] | string =>
  decoded.ok
    ? decoded.records.map(({ partitionKey, explicitHashKey, data, index }) => ({
        partitionKey,
        ...(explicitHashKey !== undefined && { explicitHashKey }),
        data: Buffer.from(data).toString('base64'),
        index,
      }))
    : decoded.reason;

describe.each(cases)('packed records of AWS libraries: %s', (name) => {
  const packed = readFileSync(join(FIXTURES, `${name}.bin`));
  const events = read<Noted[]>(`${name}.json`);

  test('are read as they were meant', () => {
    expect(noted(decodeAggregated(packed))).toEqual(
      events.map((event, index) => ({ ...event, index })),
    );
  });

  test('are read as the KCL reads them', () => {
    expect(noted(decodeAggregated(packed))).toEqual(kcl[`${name}.bin`]);
  });

  test('are written by us byte for byte', () => {
    const packer = recordPacker();
    for (const event of events) packer.add({ ...event, data: Buffer.from(event.data, 'base64') });

    expect(Buffer.from(packer.flush()?.data ?? []).equals(packed)).toBe(true);
  });
});

describe('where the KCL and we agree or differ', () => {
  const keys = [0x0a, 1, 0x61, 0x0a, 1, 0x62];
  const record = (key: number, digit: number) => [0x1a, 5, 0x08, key, 0x1a, 1, digit];
  const two = [...keys, ...record(0, 0x31), ...record(1, 0x32)];

  test('both take a record with a wrong digest for one ordinary event', () => {
    const wrong = envelope(two);
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;

    expect(kcl['wrong digest']).toEqual([
      { partitionKey: 'outer', data: Buffer.from(wrong).toString('base64'), raw: true },
    ]);
    expect(decodeAggregated(wrong)).toMatchObject({ ok: false, code: 'KPL_NOT_AGGREGATED' });
  });

  test('the KCL hands on a malformed message raw, we refuse it', () => {
    expect(kcl['truncated message, right digest']).toMatchObject([{ raw: true }]);
    expect(decodeAggregated(envelope(two.slice(0, -1)))).toMatchObject({ code: 'KPL_MALFORMED' });
  });

  test('the KCL loses what follows an index outside its table, we refuse the record', () => {
    const outside = envelope([...keys, ...record(0, 0x31), ...record(9, 0x32)]);

    expect(kcl['second key index outside the table']).toMatchObject([{ index: 0 }]);
    expect(decodeAggregated(outside)).toMatchObject({ code: 'KPL_MALFORMED' });
  });

  test('the KCL drops a record whole if one event is outside the range, we say which', () => {
    const md5 = BigInt(`0x${createHash('md5').update('a').digest('hex')}`);
    const onlyA = { from: md5, to: md5 + 1n };

    const decoded = decodeAggregated(envelope(two));

    expect(kcl['second event outside the range']).toEqual([]);
    expect(
      decoded.ok &&
        decoded.records.map((event) => isInHashRange(routedHashKey(event) ?? -1n, onlyA)),
    ).toEqual([true, false]);
  });
});
