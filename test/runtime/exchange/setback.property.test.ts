import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SLOTS } from '../../../lib/core/slots.ts';
import { FIRST_LAYOUT } from '../../../lib/ports/exchange-layout.ts';
import type { LaneEntry } from '../../../lib/runtime/exchange/lane-board.ts';
import type { ExchangeProgress } from '../../../lib/runtime/exchange/progress.ts';
import { setback as exchangeSetback } from '../../../lib/runtime/exchange/setback.ts';
import { NO_KEYED_PROGRESS } from '../../../lib/runtime/keyed/keyed-progress.ts';
import { NO_COUNTS, type SourceProgress, setback } from '../../../lib/runtime/speed/progress.ts';
import { shop } from '../../support/definitions/shop.ts';
import { type Random, randomOf } from '../../support/lanes/chaos.ts';
import { emptyWorld, processIn, sourceRecords } from '../../support/lanes/speed-world.ts';
import { runs } from '../../support/property.ts';

const aWatermark = fc.option(fc.constantFrom(-1, 0, 999, 1_000), { nil: null });

const aPosition = fc.record({
  /** As numbers, because the oracle compares numbers. */
  sequence: fc.constantFrom(9n, 10n, 10n ** 55n - 1n, 10n ** 55n),
  sub: fc.nat(2),
  watermark: aWatermark,
});

type Position = typeof aPosition extends fc.Arbitrary<infer T> ? T : never;

const progressAt = ({ sequence, sub, watermark }: Position): SourceProgress => ({
  toSeq: `${sequence}`.padStart(56, '0'),
  toSub: sub,
  watermark,
  ...{ frontier: null, counters: NO_COUNTS, ancestors: [], registration: null },
  layout: FIRST_LAYOUT,
});

const anEntry: fc.Arbitrary<LaneEntry> = fc.record({
  ...{ from: fc.constant(0), to: fc.constant(SLOTS) },
  gen: fc.nat(1),
  epoch: fc.nat(2),
  parts: fc.option(fc.dictionary(fc.constantFrom('0', '1'), fc.nat(2)), { nil: null }),
  watermark: aWatermark,
});

const taskAt = (entry: LaneEntry | undefined, watermark: number): ExchangeProgress => ({
  board: { lane: entry === undefined ? {} : { shard: [entry] } },
  watermarks: { view: watermark },
  counters: { deltas: 0, late: 0, refused: 0 },
  keyed: NO_KEYED_PROGRESS,
  ...{ slots: { from: 0, to: SLOTS }, ancestors: [], registration: null, layout: FIRST_LAYOUT },
});

/** Everything that an entry stands for, as a list that can only grow. */
const known = ({ gen, epoch, parts }: LaneEntry): readonly number[] => [
  gen * 10 + epoch,
  ...['0', '1'].map((part) => (parts === null ? 99 : (parts[part] ?? -1))),
];

const isAhead = (
  [age = 0, ...parts]: readonly number[],
  [was = 0, ...others]: readonly number[],
) => (age !== was ? age > was : parts.every((items, i) => items >= (others[i] ?? 0)));

const orNothing = (watermark: number | null): number => watermark ?? Number.NEGATIVE_INFINITY;

describe('a position', () => {
  test('L12: of a source lane goes on, and its watermark never goes back', () => {
    fc.assert(
      fc.property(aPosition, aPosition, (before, after) => {
        const goesOn =
          after.sequence > before.sequence ||
          (after.sequence === before.sequence && after.sub > before.sub);
        const isAllowed = goesOn && orNothing(after.watermark) >= orNothing(before.watermark);

        const refused = setback(progressAt(before), progressAt(after));

        expect(refused === undefined).toBe(isAllowed);
      }),
      runs(),
    );
  });

  test('L12: of a task on the board of its lanes never goes back, nor do its watermarks', () => {
    const aTime = fc.constantFrom(0, 1_000);
    fc.assert(
      fc.property(anEntry, anEntry, aTime, aTime, (before, after, was, is) => {
        const isAllowed =
          is >= was &&
          orNothing(after.watermark) >= orNothing(before.watermark) &&
          isAhead(known(after), known(before));

        const refused = exchangeSetback(taskAt(before, was), taskAt(after, is));

        expect(refused === undefined).toBe(isAllowed);
      }),
      runs(),
    );
  });

  test('L12: of a shard that was replaced may be forgotten, one that was not may not', () => {
    const entry: LaneEntry = { from: 0, to: SLOTS, gen: 1, epoch: 1, parts: null, watermark: 5 };

    expect(exchangeSetback(taskAt({ ...entry, ended: 1 }, 0), taskAt(undefined, 0))).toBe(
      undefined,
    );
    expect(exchangeSetback(taskAt(entry, 0), taskAt({ ...entry, ended: 1 }, 0))).toBe(undefined);
    expect(exchangeSetback(taskAt(entry, 0), taskAt(undefined, 0))).toMatch('lane on shard');
  });

  test('L12: goes on from commit to commit, whatever is delivered again and in whatever order', async () => {
    const aSale = fc.tuple(fc.constantFrom('de', 'fr'), fc.integer({ min: -5, max: 60 }));
    await fc.assert(
      fc.asyncProperty(fc.array(aSale, { maxLength: 40 }), fc.nat(), async (sales, seed) => {
        const random = randomOf(seed);
        const records = sourceRecords(
          sales.map(
            ([country, at]) =>
              `{"id":"x","customer":"ada","country":"${country}","at":${at * 1_000},"amount":1}`,
          ),
        );
        const { world, positions } = watched();
        let process = processIn(world, shop, { random, probability: 0.05 });
        for (let from = 0; from < records.length; from += 3) {
          const batch = jumbled(records.slice(Math.max(0, from - 5), from + 3), random);
          while (!(await process.takeRecords('0', batch))) {
            process = processIn(world, shop, { random, probability: 0.05 });
          }
        }

        const ascending = positions.toSorted((a, b) => (a.at < b.at ? -1 : 1));
        expect(positions).toEqual(ascending);
        expect(new Set(positions.map(({ at }) => at)).size).toBe(positions.length);
        expect(positions.map(({ watermark }) => watermark)).toEqual(
          positions.map(({ watermark }) => watermark).toSorted((a, b) => a - b),
        );
      }),
      runs(40),
    );
  });
});

const jumbled = <T>(items: readonly T[], random: Random): T[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** A world, and every position that its source lane has committed. */
function watched() {
  const plain = emptyWorld(['0'], 4_000);
  const positions: { readonly at: bigint; readonly watermark: number }[] = [];
  const heads: typeof plain.heads = {
    ...plain.heads,
    async commit(task, head, expected) {
      const isWritten = await plain.heads.commit(task, head, expected);
      const { toSeq, watermark } = head.progress as SourceProgress;
      if (isWritten) positions.push({ at: BigInt(toSeq), watermark: orNothing(watermark) });
      return isWritten;
    },
  };
  return { world: { ...plain, heads }, positions };
}
