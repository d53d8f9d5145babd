import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { lakeRunFiles } from '../../../lib/adapters/s3/run-files.ts';
import type { Lake } from '../../../lib/ports/lake.ts';
import type { StoredObject } from '../../../lib/ports/lake-file.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import { type CompactionPorts, compactStream } from '../../../lib/runtime/archive/compact.ts';
import { GENESIS } from '../../../lib/runtime/archive/layout.ts';
import { listObjects, objectGone, readLinks } from '../../../lib/runtime/archive/list-objects.ts';
import { verifyChain } from '../../../lib/runtime/archive/verify-chain.ts';
import { deliver, jsonFile } from '../../support/lanes/archive-world.ts';
import { Crash, type Random, randomOf } from '../../support/lanes/chaos.ts';
import { runs } from '../../support/property.ts';

const HOUR = 3_600_000;
const FIRST = Date.UTC(2026, 1, 28, 23) - 2;
/** After everything that a case holds. */
const MUCH_LATER = FIRST + 100 * 24 * HOUR;

type MemoryLake = ReturnType<typeof memoryLake>;

const aRecord = (sequence: string, sub: number, arrival: number): SourceRecord => ({
  ...{ sequence, sub, arrival, partitionKey: '' },
  ...{ data: new Uint8Array(), start: 0, end: 0 },
});

/** Records of one shard that cross hours now and then, back and forth. */
const aShard = fc
  .array(fc.constantFrom(0, 1, 1, 2, -2, 20 * 60_000, HOUR, 5 * HOUR), {
    minLength: 4,
    maxLength: 50,
  })
  .map((steps) => {
    let arrival = FIRST;
    return steps.map((step, i) => {
      arrival += step;
      return [aRecord(String(97 + i), 0, arrival)];
    });
  });

const decode = () => ({ at: 0 });

/** The records of a file of `jsonFile`. */
async function rowsIn(lake: Lake, name: string): Promise<SourceRecord[]> {
  const bytes = await lake.read(name);
  if (bytes === undefined) throw objectGone(name);
  const rows = JSON.parse(Buffer.from(bytes).toString()) as [string, number, number][];
  return rows.map(([sequence, sub, arrival]) => aRecord(sequence, sub, arrival));
}

/** What a reader sees: every record of every object that stands, along the chain. */
async function read(lake: Lake): Promise<string[]> {
  const objects = await listObjects(lake, { stream: 'sales' });
  const rows = await Promise.all(objects.map(({ name }) => rowsIn(lake, name)));
  return rows.flat().map(({ sequence }) => sequence);
}

/** The ports of a compactor some of whose calls die, before or after they act; and who watches each. */
function compactor(
  lake: MemoryLake,
  { random, deaths, watch }: { random: Random; deaths: number; watch: () => Promise<void> },
): CompactionPorts {
  const mortal = async <T>(act: () => Promise<T>): Promise<T> => {
    const fate = random();
    if (fate < deaths / 2) throw new Crash('before');
    const answer = await act();
    await watch();
    if (fate < deaths) throw new Crash('after');
    return answer;
  };
  const mortalLake: MemoryLake = {
    ...lake,
    createObject: (...all) => mortal(() => lake.createObject(...all)),
    remove: async (names) => {
      for (const name of names) await mortal(() => lake.remove([name]));
    },
  };
  return {
    lake: mortalLake,
    files: lakeRunFiles(mortalLake),
    async *records({ name }: StoredObject) {
      yield await rowsIn(lake, name);
    },
    encode: jsonFile,
  };
}

const limits = { rowsPerObject: 12, bytesPerObject: 100_000 };

describe('compaction of a chain', () => {
  test('L25: every reader sees every record once at any moment, whatever dies and however many do it', async () => {
    await fc.assert(
      fc.asyncProperty(aShard, fc.nat(), async (groups, seed) => {
        const random = randomOf(seed);
        const calm = { random, deaths: 0, timeouts: 0, rewinds: 0, giveUps: 0 };
        const { lake } = await deliver(groups, calm);
        const before = await read(lake);
        const watch = async () => expect(await read(lake)).toEqual(before);
        const ports = compactor(lake, { random, deaths: 0.1, watch });
        const compact = async (): Promise<boolean> => {
          try {
            await compactStream({ name: 'sales', decode }, ports, { before: MUCH_LATER, limits });
            return true;
          } catch (error) {
            // another one may have removed what this one was about to read
            if (error instanceof Crash || String(error).includes('LAKE_OBJECT_GONE')) return false;
            throw error;
          }
        };

        let isDone = false;
        for (let tries = 0; !isDone && tries < 200; tries++) {
          isDone = (await Promise.all([compact(), compact()])).every(Boolean);
        }

        const objects = await listObjects(lake, { stream: 'sales' });
        const links = await readLinks(lake, objects);
        expect(isDone).toBe(true);
        expect(before).toEqual(groups.flat().map(({ sequence }) => sequence));
        expect(verifyChain(links, { since: GENESIS }).findings).toEqual([]);
        const names = (await Array.fromAsync(lake.list('lake/sales/'))).map(({ name }) => name);
        expect(names.sort()).toEqual(objects.map(({ name }) => name).sort());
      }),
      runs(60),
    );
  });

  test('L25: the lane goes on where it was, whether it remembers the place or looks for it', async () => {
    await fc.assert(
      fc.asyncProperty(aShard, fc.nat(), async (groups, seed) => {
        const random = randomOf(seed);
        const calm = { random, deaths: 0, timeouts: 0, rewinds: 0, giveUps: 0 };
        const { lake } = await deliver(groups, calm);
        const lane = () =>
          archiveLane(
            { name: 'sales', time: 'at', decode },
            { lake, topology: { shards: async () => [] }, encode: jsonFile },
          );
        const old = lane();
        await old.take('shard-1', groups[0] ?? []); // stands at a place that will be compacted
        const watch = async () => undefined;
        const ports = compactor(lake, { random, deaths: 0, watch });
        await compactStream({ name: 'sales', decode }, ports, { before: MUCH_LATER, limits });
        const more = [aRecord('5000', 0, MUCH_LATER), aRecord('5001', 0, MUCH_LATER + HOUR)];

        for (const each of [old, lane()]) {
          expect(await each.take('shard-1', [...groups.flat(), ...more])).toEqual({ ok: true });
        }

        const objects = await listObjects(lake, { stream: 'sales' });
        const links = await readLinks(lake, objects);
        expect(await read(lake)).toEqual(
          [...groups.flat(), ...more].map(({ sequence }) => sequence),
        );
        expect(verifyChain(links, { since: GENESIS }).findings).toEqual([]);
      }),
      runs(60),
    );
  });
});
