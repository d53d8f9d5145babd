import { describe, expect, test } from '@jest/globals';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import type { Event } from '../../../lib/core/event.ts';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { DecodeFailure } from '../../../lib/core/schema/decode-failure.ts';
import type { Lake } from '../../../lib/ports/lake.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { ARCHIVE_LIMITS, archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import { jsonFile, storedIn } from '../../support/lanes/archive-world.ts';

const TEN = Date.UTC(2026, 2, 1, 10);
const ELEVEN = Date.UTC(2026, 2, 1, 11);
const SHARD = 'shardId-000000000002';
const pad = (sequence: number): string => String(sequence).padStart(56, '0');
const nameIn = (hour: string, from: number): string =>
  `lake/sales/dt=2026-03-01/hh=${hour}/${SHARD}/${pad(from)}.parquet`;

/** Decodes `t=<milliseconds>`; everything else is undecodable. */
const decode = (data: Uint8Array, start: number, end: number): Event | DecodeFailure => {
  const text = Buffer.from(data.subarray(start, end)).toString();
  return text.startsWith('t=')
    ? { at: Number(text.slice(2)) }
    : new DecodeFailure({ reason: 'JSON_SYNTAX', got: text, expected: 't=' });
};

const laneOn = (lake: Lake, reading: typeof decode = decode) =>
  archiveLane(
    { name: 'sales', time: 'at', decode: reading },
    {
      lake,
      encode: jsonFile,
      topology: {
        shards: async () => [{ id: SHARD, parents: ['shard-a', 'shard-b'], closed: false }],
      },
    },
  );

const aRecord = (sequence: number, arrival: number, text = 't=0', sub = 0): SourceRecord => {
  const data = Buffer.from(text);
  const position = { sequence: String(sequence), sub, arrival, partitionKey: 'k' };
  return { ...position, data, start: 0, end: data.length };
};

/** Counts the calls to a lake. */
function counted(lake: Lake) {
  const calls: string[] = [];
  const proxy = new Proxy(lake, {
    get(target, name: keyof Lake) {
      return (...args: never[]) => {
        calls.push(name);
        return (target[name] as (...all: never[]) => unknown)(...args);
      };
    },
  });
  return { lake: proxy, calls };
}

const namesIn = async (lake: Lake): Promise<string[]> =>
  (await Array.fromAsync(lake.list('lake/sales/'))).map(({ name }) => name);

describe('archiveLane', () => {
  test('names an object by the number that it continues from, below its hour of arrival', async () => {
    const lake = memoryLake();
    const lane = laneOn(lake);

    await lane.take(SHARD, [aRecord(41, TEN), aRecord(43, TEN)]);
    await lane.take(SHARD, [aRecord(99, TEN + 1)]);

    expect(await namesIn(lake)).toEqual([nameIn('10', 0), nameIn('10', 43)]);
  });

  test('says in an object’s metadata how far it reaches and what is in it', async () => {
    const lake = memoryLake();
    const [first, last] = [aRecord(41, TEN, 't=86400000'), aRecord(43, TEN + 999, 't=-1')];

    await laneOn(lake).take(SHARD, [first, aRecord(42, TEN + 1, '{'), last]);

    expect(await lake.readMetadata(nameIn('10', 0))).toEqual({
      'millrace-lake': '1',
      kind: 'data',
      stream: 'sales',
      shard: SHARD,
      from: pad(0),
      to: pad(43),
      rows: '3',
      'min-arrival': '2026-03-01T10:00:00.000Z',
      'max-arrival': '2026-03-01T10:00:00.999Z',
      'min-event-time': '1969-12-31T23:59:59.999Z',
      'max-event-time': '1970-01-02T00:00:00.000Z',
    });
  });

  test('keeps heartbeats and what cannot be decoded, and says which is which', async () => {
    const lake = memoryLake();
    const records = [
      aRecord(1, TEN, 't=5'),
      aRecord(2, TEN, heartbeatText({ at: 7 })),
      aRecord(3, TEN, '{"bad":'),
    ];

    await laneOn(lake).take(SHARD, records);

    const file = JSON.parse(Buffer.from((await lake.read(nameIn('10', 0))) ?? []).toString());
    expect(file.map((row: unknown[]) => row[3])).toEqual(['event', 'heartbeat', 'undecodable']);
    expect(await lake.readMetadata(nameIn('10', 0))).toMatchObject({
      'min-event-time': '1970-01-01T00:00:00.005Z',
      'max-event-time': '1970-01-01T00:00:00.005Z',
    });
  });

  test('writes down where a chain begins, and which shards it replaced', async () => {
    const lake = memoryLake();

    await laneOn(lake).take(SHARD, [aRecord(41, TEN)]);

    const notes = await Array.fromAsync(lake.list('lake/_chain/'));
    expect(notes).toEqual([{ name: `lake/_chain/sales/${SHARD}/${'9'.repeat(56)}`, size: 0 }]);
    expect(await lake.readMetadata(notes[0]?.name ?? '')).toEqual({
      'millrace-lake': '1',
      kind: 'run',
      stream: 'sales',
      shard: SHARD,
      from: pad(0),
      hour: '2026-03-01T10',
      parents: 'shard-a,shard-b',
    });
  });

  test('passes over what is stored when a batch comes again with more behind it', async () => {
    const lake = memoryLake();
    await laneOn(lake).take(SHARD, [aRecord(1, TEN), aRecord(2, TEN)]);

    const again = [1, 2, 3].map((sequence) => aRecord(sequence, TEN));
    await laneOn(lake).take(SHARD, again);

    expect((await storedIn(lake, 'sales')).rows.map(({ sequence }) => sequence)).toEqual([
      '1',
      '2',
      '3',
    ]);
    expect(await namesIn(lake)).toEqual([nameIn('10', 0), nameIn('10', 2)]);
  });

  test('goes on in the next hour’s partition, by way of an object without rows', async () => {
    const lake = memoryLake();

    await laneOn(lake).take(SHARD, [aRecord(1, ELEVEN - 1), aRecord(2, ELEVEN)]);

    expect(await namesIn(lake)).toEqual([nameIn('10', 0), nameIn('10', 1), nameIn('11', 1)]);
    expect(await lake.readMetadata(nameIn('10', 1))).toMatchObject({
      kind: 'turn',
      from: pad(1),
      to: pad(1),
      rows: '0',
      next: '2026-03-01T11',
    });
  });

  test('never cuts a packed record, however many payloads it has', async () => {
    const lake = memoryLake();
    const parts = Array.from({ length: ARCHIVE_LIMITS.rowsPerObject }, (_, sub) =>
      aRecord(2, TEN, 't=0', sub),
    );

    await laneOn(lake).take(SHARD, [aRecord(1, TEN), ...parts, aRecord(3, TEN)]);

    const { links } = await storedIn(lake, 'sales');
    expect(links).toMatchObject([
      { to: pad(2), rows: parts.length + 1 },
      { to: pad(3), rows: 1 },
    ]);
  });

  test('stores what there is time to read, whole records only, and says where the rest begins', async () => {
    const lake = memoryLake();
    const parts = [0, 1, 2].map((sub) => aRecord(2, TEN, 't=0', sub));
    const rest = [aRecord(1, TEN), ...parts, aRecord(3, TEN), aRecord(4, TEN)];
    const reached: string[] = [];
    let left = 100;
    const lane = laneOn(lake, (...given) => {
      left -= 15;
      return decode(...given);
    });

    for (let calls = 0; calls < 10; calls++) {
      left = 100;
      const budget = { remaining: () => left, isSpent: () => left <= 0 };
      const archived = await lane.take(SHARD, rest, budget);
      if (archived.ok) break;
      expect(archived.cause).toBeUndefined();
      reached.push(archived.firstMissing);
    }

    expect(reached).toEqual(['3']);
    const { rows } = await storedIn(lake, 'sales');
    expect(rows.map(({ sequence, sub }) => [sequence, sub])).toEqual([
      ...[['1', 0], ...[0, 1, 2].map((sub) => ['2', sub])],
      ...[
        ['3', 0],
        ['4', 0],
      ],
    ]);
  });

  test('costs one request per batch in a process that knows the shard', async () => {
    const { lake, calls } = counted(memoryLake());
    const lane = laneOn(lake);
    await lane.take(SHARD, [aRecord(1, TEN)]);
    calls.length = 0;

    await lane.take(SHARD, [aRecord(2, TEN)]);

    expect(calls).toEqual(['createObject']);
  });

  test('finds the end of a chain with four requests, however long it is', async () => {
    const { lake, calls } = counted(memoryLake());
    const lane = laneOn(lake);
    for (let i = 1; i <= 500; i++) await lane.take(SHARD, [aRecord(i, TEN + i * 60_000)]);
    calls.length = 0;

    await laneOn(lake).take(SHARD, [aRecord(501, TEN + 500 * 60_000)]);

    expect(calls).toEqual(['list', 'readMetadata', 'list', 'readMetadata', 'createObject']);
  });

  test('says with what number a batch has to begin again after a failure in its middle', async () => {
    const lake = memoryLake();
    const lane = laneOn({
      ...lake,
      createObject: (name, bytes, metadata) =>
        name.includes('hh=11')
          ? Promise.reject(new Error('down'))
          : lake.createObject(name, bytes, metadata),
    });

    const archived = await lane.take(SHARD, [aRecord(1, TEN), aRecord(2, ELEVEN)]);

    expect(archived).toMatchObject({ ok: false, firstMissing: '2', cause: { message: 'down' } });
  });

  test('puts records into their order and takes each once, should they come otherwise', async () => {
    const lake = memoryLake();
    const records = [10, 9, 10, 8].map((sequence) => aRecord(sequence, TEN));

    await laneOn(lake).take(SHARD, records);

    const { rows } = await storedIn(lake, 'sales');
    expect(rows.map(({ sequence }) => sequence)).toEqual(['8', '9', '10']);
  });

  test('does not turn for ever when a batch that made it turn never comes again', async () => {
    const lake = memoryLake();
    await laneOn(lake).take(SHARD, [aRecord(1, TEN)]);
    const dies = { ...lake, createObject: onlyTurns(lake) };
    await laneOn(dies).take(SHARD, [aRecord(2, ELEVEN)]); // given up: 2 is lost, its turn is not

    const archived = await laneOn(lake).take(SHARD, [aRecord(3, TEN), aRecord(4, TEN)]);

    expect(archived).toEqual({ ok: true });
    expect(await namesIn(lake)).toEqual([nameIn('10', 0), nameIn('10', 1), nameIn('11', 1)]);
  });

  test('refuses records that are newer than the chain but have smaller numbers', async () => {
    const lake = memoryLake();
    const lane = laneOn(lake);
    await lane.take(SHARD, [aRecord(1_000, TEN)]);

    const archived = await lane.take(SHARD, [aRecord(5, TEN + 2 * 3_600_000)]);

    expect(archived).toMatchObject({
      ok: false,
      firstMissing: '5',
      cause: { message: expect.stringContaining('[LAKE_SEQUENCE_BACK]') },
    });
  });

  test('refuses to build on an object that it did not write', async () => {
    const lake = memoryLake();
    const lane = laneOn(lake);
    await lane.take(SHARD, [aRecord(1, TEN)]);
    await lake.createObject(nameIn('10', 1), new Uint8Array(), {});

    const archived = await lane.take(SHARD, [aRecord(2, TEN)]);

    expect(archived).toMatchObject({
      ok: false,
      cause: { message: expect.stringContaining('[LAKE_OBJECT_UNKNOWN]') },
    });
  });
});

/** Lets turns and notes through and dies at everything that has records. */
const onlyTurns =
  (lake: Lake): Lake['createObject'] =>
  (name, bytes, metadata) =>
    metadata['kind'] === 'data'
      ? Promise.reject(new Error('down'))
      : lake.createObject(name, bytes, metadata);
