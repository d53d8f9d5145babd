import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callsOf, putAll } from '../../../lib/adapters/kinesis/put-all.ts';
import { seededRandom } from '../../../lib/cli/produce/seeded-random.ts';
import { type EntryFault, fakeKinesis } from '../../support/aws/fake-kinesis.ts';
import { runs } from '../../support/property.ts';

const FAULTS: readonly EntryFault[] = ['InternalFailure', 'ProvisionedThroughputExceededException'];
const MIB = 1_024 * 1_024;

/** Never waits, and remembers how long it would have. */
function patient(refusals = 10) {
  const waits: number[] = [];
  return {
    waits,
    refusals,
    random: () => 0,
    sleep: async (ms: number) => void waits.push(ms),
  };
}

const entry = (key: string, text: string, hash?: string) => ({
  PartitionKey: key,
  Data: Buffer.from(text),
  ...(hash === undefined ? {} : { ExplicitHashKey: hash }),
});

describe('putAll', () => {
  test('keeps the order of the records of a key, whatever is refused and taken in which order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { maxLength: 60 }),
        fc.double({ min: 0, max: 0.8, noNaN: true }),
        fc.nat(),
        async (keys, share, seed) => {
          const random = seededRandom(seed);
          const stream = fakeKinesis({
            shards: 2,
            refuses: () => (random() < share ? FAULTS[random() < 0.5 ? 0 : 1] : undefined),
            order: (n) =>
              Array.from({ length: n }, (_, i) => ({ i, by: random() }))
                .toSorted((a, b) => a.by - b.by)
                .map(({ i }) => i),
          });
          const entries = keys.map((key, i) => entry(`k${key}`, `${i}`));

          await putAll(stream.client, entries, { stream: 's', patience: patient(200) });

          const stored = stream.shards.flatMap(({ records }) => records);
          for (const key of new Set(keys)) {
            const texts = stored
              .filter(({ partitionKey }) => partitionKey === `k${key}`)
              .map(({ data }) => Number(Buffer.from(data).toString()));
            expect(texts).toEqual(keys.flatMap((each, i) => (each === key ? [i] : [])));
          }
          expect(stored).toHaveLength(keys.length);
        },
      ),
      runs(),
    );
  });

  test('makes one call of records of different keys, and of one key for different shards', async () => {
    const stream = fakeKinesis({ shards: 2 });
    const entries = [
      entry('heartbeat', 'a', '0'),
      entry('heartbeat', 'b', `${2n ** 127n}`),
      entry('other', 'c'),
    ];

    await putAll(stream.client, entries, { stream: 's' });

    expect(stream.calls).toEqual([3]);
  });

  test('cuts calls at 500 records and at 5 MiB with their keys', async () => {
    const sizes = (count: number, bytes: number) =>
      callsOf(Array.from({ length: count }, () => entry('12345678', 'x'.repeat(bytes - 8)))).map(
        (call) => call.length,
      );

    expect(sizes(0, 100)).toEqual([]);
    expect(sizes(500, 100)).toEqual([500]);
    expect(sizes(501, 100)).toEqual([500, 1]);
    expect(sizes(11, MIB)).toEqual([5, 5, 1]);
    expect(sizes(11, MIB / 2)).toEqual([10, 1]);
    expect(sizes(11, MIB / 2 + 1)).toEqual([9, 2]);
    expect(
      callsOf([entry('ü'.repeat(100), 'x'.repeat(5 * MIB - 200)), entry('k', '')]),
    ).toHaveLength(2);
    expect(
      callsOf([entry('ü'.repeat(100), 'x'.repeat(5 * MIB - 201)), entry('k', '')]),
    ).toHaveLength(1);
  });

  test('sends again only what was refused, and waits longer as long as all of it is', async () => {
    let refusals = 5;
    const stream = fakeKinesis({
      refuses: ({ PartitionKey }) =>
        PartitionKey === 'b' && refusals-- > 0 ? 'InternalFailure' : undefined,
    });
    const patience = patient();
    const progress: object[] = [];

    await putAll(stream.client, [entry('a', '1'), entry('b', '2')], {
      ...{ stream: 's', patience },
      onProgress: (each) => progress.push(each),
    });

    expect(stream.calls).toEqual([2, 1, 1, 1, 1, 1]);
    expect(patience.waits).toEqual([50, 100, 200, 400, 800]);
    expect(progress[0]).toEqual({ put: 1, refused: 1 });
    expect(progress.at(-1)).toEqual({ put: 1, refused: 0 });
  });

  test('waits 5 s at most, and gives up after so many refusals in a row, with the reason', async () => {
    const stream = fakeKinesis({ refuses: () => 'ProvisionedThroughputExceededException' });
    const patience = patient(9);

    const putting = putAll(stream.client, [entry('a', '1')], { stream: 'sales', patience });

    await expect(putting).rejects.toThrow(/^sales: 1 records were refused: of shardId-0+$/);
    expect(patience.waits).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    expect(stream.calls).toHaveLength(10);
  });

  test('goes on as long as something is taken, at the rate of the shard', async () => {
    let now = 0;
    const stream = fakeKinesis({ now: () => now });
    const patience = {
      ...patient(3),
      async sleep() {
        now += 1_000;
      },
    };
    const entries = Array.from({ length: 9_000 }, (_, i) => entry(`k${i}`, 'x'));

    await putAll(stream.client, entries, { stream: 's', patience });

    expect(stream.shards[0]?.records).toHaveLength(9_000);
    expect(now).toBe(8_000);
  });

  test('does not take a record for durable of which the answer says nothing', async () => {
    const stream = fakeKinesis();
    let calls = 0;
    const silent = {
      async send(command: never) {
        return calls++ === 0 ? { Records: [] } : stream.client.send(command);
      },
    };

    await putAll(silent as never, [entry('a', '1')], { stream: 's', patience: patient() });

    expect(calls).toBe(2);
  });
});
