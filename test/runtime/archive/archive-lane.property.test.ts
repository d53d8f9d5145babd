import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { GENESIS } from '../../../lib/runtime/archive/layout.ts';
import { verifyChain } from '../../../lib/runtime/archive/verify-chain.ts';
import { deliver, type StoredRow, storedIn } from '../../support/lanes/archive-world.ts';
import { randomOf } from '../../support/lanes/chaos.ts';
import { runs } from '../../support/property.ts';

const HOUR = 3_600_000;

/** For nightly runs, which ask for many; milliseconds. */
const LONG = 600_000;

/** Mostly close together; now and then over hours or days, and back by a millisecond or two. */
const aStep = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 1, 2) },
  { weight: 3, arbitrary: fc.constantFrom(-1, -2) },
  { weight: 1, arbitrary: fc.constantFrom(20 * 60_000, HOUR, 50 * HOUR) },
);

/** Kinesis records of one shard, each with its payloads; numbers grow digits, arrivals cross hours. */
const aShard = fc
  .record({
    first: fc.constantFrom(7n, 97n, 10n ** 55n - 40n),
    records: fc.array(fc.record({ gap: fc.bigInt(1n, 9n), step: aStep, payloads: fc.nat(3) }), {
      minLength: 1,
      maxLength: 50,
    }),
  })
  .map(({ first, records }) => {
    let sequence = first;
    let arrival = Date.UTC(2026, 1, 28, 23) - 2;
    return records.map(({ gap, step, payloads }) => {
      sequence += gap;
      arrival += step;
      return Array.from({ length: payloads }, (_, sub) => aRecord(`${sequence}`, sub, arrival));
    });
  })
  .map((groups) => groups.filter((group) => group.length > 0));

const aRecord = (sequence: string, sub: number, arrival: number): SourceRecord => ({
  sequence,
  sub,
  arrival,
  partitionKey: '',
  data: new Uint8Array(),
  start: 0,
  end: 0,
});

/** How each record has to be found: once, in the hour in which it arrived. */
const expected = (records: Iterable<SourceRecord>): StoredRow[] =>
  [...records].map(({ sequence, sub, arrival }) => ({
    sequence,
    sub,
    arrival,
    partition: new Date(arrival).toISOString().replace(/^(.{10})T(..).*/, 'dt=$1/hh=$2'),
  }));

const sorted = (rows: readonly StoredRow[]): StoredRow[] =>
  rows.toSorted((a, b) => Number(BigInt(a.sequence) - BigInt(b.sequence)) || a.sub - b.sub);

describe('the chain of a shard', () => {
  test(
    'L9: holds every record once, in its hour, without gap or overlap, whatever happens',
    () =>
      fc.assert(
        fc.asyncProperty(aShard, fc.nat(), async (groups, seed) => {
          const random = randomOf(seed);
          const troubles = { random, deaths: 0.08, timeouts: 0.05, rewinds: 0.15, giveUps: 0 };

          const { lake } = await deliver(groups, troubles);

          const { rows, links } = await storedIn(lake, 'sales');
          expect(sorted(rows)).toEqual(expected(groups.flat()));
          expect(verifyChain(links, { since: GENESIS }).findings).toEqual([]);
        }),
        runs(),
      ),
    LONG,
  );

  test(
    'L9: holds what was acknowledged, once, and goes on when the mapping gives batches up',
    () =>
      fc.assert(
        fc.asyncProperty(aShard, fc.nat(), async (groups, seed) => {
          const random = randomOf(seed);
          const troubles = { random, deaths: 0.3, timeouts: 0.2, rewinds: 0, giveUps: 0.3 };

          const { lake, acknowledged } = await deliver(groups, troubles);

          const { rows, links } = await storedIn(lake, 'sales');
          const positions = rows.map(({ sequence, sub }) => `${sequence}/${sub}`);
          expect(new Set(positions).size).toBe(positions.length);
          expect(positions).toEqual(
            expect.arrayContaining(
              [...acknowledged].map(({ sequence, sub }) => `${sequence}/${sub}`),
            ),
          );
          expect(verifyChain(links, { since: GENESIS }).findings).toEqual([]);
        }),
        runs(),
      ),
    LONG,
  );
});
