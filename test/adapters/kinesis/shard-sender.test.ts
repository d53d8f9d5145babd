import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type SenderOptions, shardSender } from '../../../lib/adapters/kinesis/shard-sender.ts';
import { seededRandom } from '../../../lib/cli/produce/seeded-random.ts';
import {
  type FakeKinesisOptions,
  fakeKinesis,
  storedEvents,
} from '../../support/aws/fake-kinesis.ts';
import { runs } from '../../support/property.ts';

const KEYS = ['ada', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus', 'hal'];

/** Never waits, and remembers how long it would have. */
function patient(refusals = 10) {
  const waits: number[] = [];
  return { waits, refusals, random: () => 0, sleep: async (ms: number) => void waits.push(ms) };
}

async function world(fake: FakeKinesisOptions = {}, given: Partial<SenderOptions> = {}) {
  const stream = fakeKinesis(fake);
  const sender = await shardSender(stream.client, {
    ...{ stream: 'sales', maxBytes: 100_000, maxEvents: 16, resendsStrays: true },
    patience: patient(),
    ...given,
  });
  const add = (i: number, bytes = 0) =>
    sender.add({
      partitionKey: KEYS[i % KEYS.length] ?? '',
      data: Buffer.from(`${i}`.padEnd(bytes)),
    });
  return { stream, sender, add };
}

/** Numbers of the events of each key, in the order in which the lanes take them. */
const takenByKey = (stream: Parameters<typeof storedEvents>[0]): Record<string, number[]> =>
  Object.fromEntries(
    KEYS.map((key) => [
      key,
      storedEvents(stream)
        .filter(({ partitionKey, isAtHome }) => partitionKey === key && isAtHome)
        .map(({ text }) => Number(text)),
    ]),
  );

const addedByKey = (count: number): Record<string, number[]> =>
  Object.fromEntries(
    KEYS.map((key, k) => [
      key,
      Array.from({ length: count }, (_, i) => i).filter((i) => i % KEYS.length === k),
    ]),
  );

/** What happens between two parts of a load. */
const step = fc.record({
  events: fc.nat(40),
  reshard: fc.constantFrom('none', 'none', 'split', 'merge'),
  refused: fc.constantFrom(0, 0, 0.3, 0.8),
  flushes: fc.boolean(),
});

describe('a sender', () => {
  test('brings every event to the shard of its key once, in order, though records are refused and shards split and merged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(1, 3, 16),
        fc.constantFrom(100_000, 120),
        fc.nat(),
        async (steps, shards, maxEvents, maxBytes, seed) => {
          const random = seededRandom(seed);
          let share = 0;
          const { stream, sender, add } = await world(
            { shards, refuses: () => (random() < share ? 'InternalFailure' : undefined) },
            { maxEvents, maxBytes, maxUnpackedBytes: 10_000, patience: patient(300) },
          );
          let added = 0;
          for (const { events, reshard, refused, flushes } of steps) {
            // where records are small, every fifth event fits in none and goes as it is
            for (let i = 0; i < events; i++) add(added, added++ % 5 === 0 ? 200 : 0);
            const open = stream.shards
              .filter(({ isClosed }) => !isClosed)
              .toSorted((a, b) => (a.from < b.from ? -1 : 1));
            const at = Math.floor(random() * open.length);
            const [one, next] = [open[at], open[at + 1]];
            if (reshard === 'split' && one !== undefined) stream.split(one);
            if (reshard === 'merge' && one !== undefined && next !== undefined)
              stream.merge(one, next);
            share = refused;
            if (flushes) await sender.flush();
          }
          share = 0;
          await sender.flush();

          expect(takenByKey(stream)).toEqual(addedByKey(added));
          expect(sender.pending()).toBe(0);
          expect(sender.unsent()).toEqual([]);
          expect(sender.sent().events).toBe(added);
          const strays = storedEvents(stream).filter(({ isAtHome }) => !isAtHome);
          expect(sender.sent().strayed).toBe(strays.length);
        },
      ),
      runs(),
    );
  });

  test('sends nothing twice where a stray counts as well as any other', async () => {
    const { stream, sender, add } = await world({}, { resendsStrays: false });
    for (let i = 0; i < 60; i++) add(i);
    stream.split(stream.shards[0] as never);

    await sender.flush();

    expect(storedEvents(stream)).toHaveLength(60);
    expect(sender.sent()).toMatchObject({ events: 60, strayed: 0 });
  });

  test('asks for the shards again only when a record went elsewhere', async () => {
    const { stream, sender, add } = await world({ shards: 2 });
    for (let i = 0; i < 100; i++) add(i);
    await sender.flush();
    expect(stream.lists()).toBe(1);

    stream.split(stream.shards[0] as never);
    for (let i = 100; i < 200; i++) add(i);
    await sender.flush();

    expect(stream.lists()).toBe(3); // two pages now
  });

  test('stays within the limits of a call, however many shards there are and however large records', async () => {
    const many = await world({ shards: 700 });
    for (let i = 0; i < 3_000; i++) {
      many.sender.add({ partitionKey: `key-${i}`, data: Buffer.from(`${i}`) });
    }
    await many.sender.flush();
    const large = await world({ shards: 8 }, { maxBytes: 1_000_000 });
    for (let i = 0; i < 16; i++) large.add(i, 900_000);
    await large.sender.flush();

    expect(storedEvents(many.stream)).toHaveLength(3_000);
    expect(Math.max(...many.stream.calls)).toBe(500);
    expect(takenByKey(large.stream)).toEqual(addedByKey(16));
  });

  test('never makes a record larger than it was told', async () => {
    const { stream, sender, add } = await world({}, { maxBytes: 1_000, maxEvents: 1_000 });
    for (let i = 0; i < 100; i++) add(i, 90);
    await sender.flush();

    const sizes = (stream.shards[0]?.records ?? []).map(
      ({ data, partitionKey }) => data.length + Buffer.byteLength(partitionKey),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(850);
    expect(sender.sent()).toMatchObject({
      ...{ events: 100, records: sizes.length, refused: 0 },
      bytes: stream.shards[0]?.records.reduce((sum, { data }) => sum + data.length, 0),
    });
  });

  test('says which events it cannot send, and stays as it was', async () => {
    const { stream, sender, add } = await world({}, { maxBytes: 1_000 });
    add(0);
    const tooBig = { partitionKey: 'ada', data: new Uint8Array(1_000) };

    expect(sender.problemWith(tooBig)?.reason).toMatch(
      /got 10\d\d bytes packed alone, .*\[KPL_EVENT_TOO_BIG\]/,
    );
    expect(sender.problemWith({ partitionKey: '', data: new Uint8Array() })?.code).toBe(
      'KPL_KEY_INVALID',
    );
    expect(sender.problemWith({ ...tooBig, data: new Uint8Array(900) })).toBeUndefined();
    expect(() => sender.add(tooBig)).toThrow('has a problem');
    await sender.flush();
    expect(storedEvents(stream)).toHaveLength(1);
  });

  test('waits longer as long as everything is refused, and gives up with the events that are left', async () => {
    let refuses = true;
    const patience = patient(9);
    const { stream, sender, add } = await world(
      { refuses: () => (refuses ? 'ProvisionedThroughputExceededException' : undefined) },
      { patience, maxEvents: 2 },
    );
    for (let i = 0; i < 8; i++) add(i);

    await expect(sender.flush()).rejects.toThrow(
      /^sales: every record was refused: ProvisionedThroughputExceededException of shardId-0+$/,
    );
    expect(patience.waits).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    expect(sender.unsent().map(({ data }) => `${data}`)).toEqual(
      Array.from({ length: 8 }, (_, i) => `${i}`),
    );
    expect(sender.sent()).toMatchObject({ events: 0, refused: 10 });

    refuses = false;
    await sender.flush();
    expect(takenByKey(stream)).toEqual(addedByKey(8));
  });

  test('is as patient as before once something was taken', async () => {
    let calls = 0;
    const patience = patient(3);
    const { stream, sender, add } = await world(
      { refuses: () => (calls++ % 4 < 3 ? 'InternalFailure' : undefined) },
      { patience, maxEvents: 1 },
    );
    for (let i = 0; i < 8; i++) add(i);

    await sender.flush();

    expect(takenByKey(stream)).toEqual(addedByKey(8));
    expect(Math.max(...patience.waits)).toBe(200);
  });

  test('knows what is left after a call that failed', async () => {
    let fault: 'before' | 'after' | undefined;
    const { stream, sender, add } = await world({ shards: 4, fails: () => fault });
    for (let i = 0; i < 8; i++) add(i);
    await sender.flush();
    for (let i = 8; i < 24; i++) add(i);
    fault = 'before';

    await expect(sender.flush()).rejects.toThrow('socket hang up');
    expect(sender.unsent()).toHaveLength(16);
    expect(sender.pending()).toBe(16);
    fault = undefined;
    await sender.flush();

    expect(takenByKey(stream)).toEqual(addedByKey(24));
  });

  test('takes no record for durable of which the answer says nothing', async () => {
    const stream = fakeKinesis();
    let calls = 0;
    const silent = {
      async send(command: object) {
        const isFirstPut = 'Records' in (command as { input: object }).input && calls++ === 0;
        return isFirstPut ? {} : stream.client.send(command as never);
      },
    };
    const sender = await shardSender(silent as never, {
      ...{ stream: 'sales', maxBytes: 1_000, maxEvents: 1, resendsStrays: true },
      patience: patient(),
    });
    sender.add({ partitionKey: 'ada', data: Buffer.from('0') });

    await sender.flush();

    expect(storedEvents(stream)).toHaveLength(1);
    expect(sender.sent().refused).toBe(1);
  });

  test('sends in one flush at a time, however often it is asked', async () => {
    const { stream, sender, add } = await world({}, { maxEvents: 1 });
    for (let i = 0; i < 20; i++) add(i);
    const first = sender.flush();
    for (let i = 20; i < 40; i++) add(i);

    await Promise.all([first, sender.flush()]);

    expect(takenByKey(stream)).toEqual(addedByKey(40));
  });

  test('sends strays again though the shards could not be asked for when they strayed', async () => {
    const stream = fakeKinesis();
    let isDown = false;
    const shaky = {
      async send(command: object) {
        if (isDown && !('Records' in (command as { input: object }).input)) throw new Error('down');
        return stream.client.send(command as never);
      },
    };
    const sender = await shardSender(shaky as never, {
      ...{ stream: 'sales', maxBytes: 100_000, maxEvents: 16, resendsStrays: true },
      patience: patient(),
    });
    for (let i = 0; i < 16; i++) {
      sender.add({ partitionKey: KEYS[i % 8] ?? '', data: Buffer.from(`${i}`) });
    }
    stream.split(stream.shards[0] as never);
    isDown = true;

    await expect(sender.flush()).rejects.toThrow('down');
    expect(sender.unsent()).toHaveLength(16);
    isDown = false;
    await sender.flush();

    expect(takenByKey(stream)).toEqual(addedByKey(16));
    expect(sender.pending()).toBe(0);
  });
});
