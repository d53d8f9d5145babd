import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryHeadStore } from '../../../lib/adapters/memory/head-store.ts';
import { count, distinct } from '../../../lib/core/aggregators/authoring.ts';
import { instant, string } from '../../../lib/core/field-type.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Event } from '../../../lib/pipeline/definition/definition.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { NO_EFFECTS } from '../../../lib/ports/effects.ts';
import { epochLog } from '../../../lib/runtime/epoch/epoch-log.ts';
import { sourceLaneOf } from '../../../lib/runtime/lanes/lanes-of.ts';
import { startSourceLane } from '../../../lib/runtime/speed/source-lane.ts';
import { emptyWorld, sourceRecords } from '../../support/lanes/speed-world.ts';
import { runs } from '../../support/property.ts';

const Click = schema({ user: string(), page: string(), at: instant() });

/** Three views with a row per user, one of which keeps what it has seen. */
const site = pipeline('site', (p) => {
  const clicks = p.stream('clicks', Click, { key: 'user', time: 'at' });
  const users = clicks.groupBy('user');
  users.window(tumbling('1h')).aggregate({ clicks: count() }).view('hourly');
  users.window(tumbling('1d')).aggregate({ clicks: count() }).view('daily');
  users
    .window(tumbling('1d'))
    .aggregate({ pages: distinct('page') })
    .view('pages');
});

/** As many characters as DynamoDB's head store takes bytes, of what does not compress. */
const HEAD = 300_000;

/** How often every record was computed, and how many epochs were made of them. */
async function computedOf(texts: readonly string[]) {
  const world = emptyWorld(['0'], HEAD);
  const plan = planOf(site);
  const times = new Map<Uint8Array, number>();
  const lane = sourceLaneOf(
    { pipeline: site, plan },
    'clicks.speed',
    ({ schema: given }, wanted) => {
      const decode = compileDecoder(given as Schema<Event>, wanted);
      return (data, start, end) => {
        times.set(data, (times.get(data) ?? 0) + 1);
        return decode(data, start, end);
      };
    },
  );
  const running = startSourceLane('site', lane, {
    ...world,
    topology: { shards: async () => world.shards, membership: async () => () => true },
    deadLetters: { put: async () => undefined },
  });
  await running.take('0', sourceRecords(texts).map(ofUser));
  const clicks = world.rows
    .rows()
    .filter(({ view }) => view === 'daily')
    .reduce((sum, { acc: [n] }) => sum + Number(n), 0);
  const mark = world.heads.marks().get('site/clicks.speed/0');
  return { clicks, epochs: mark?.epoch ?? 0, most: Math.max(...times.values()) };
}

const ofUser = (record: ReturnType<typeof sourceRecords>[number]) => ({
  ...record,
  partitionKey: JSON.parse(new TextDecoder().decode(record.data)).user as string,
});

const click = (user: string, page: string): string => JSON.stringify({ user, page, at: 0 });

describe('a batch that needs many heads', () => {
  test('is computed a few times, however many rows with long keys it makes', async () => {
    const texts = Array.from({ length: 10_000 }, (_, i) =>
      click(`${i}`.padEnd(1_000, `${i * 7}`), 'p'),
    );

    const { clicks, epochs, most } = await computedOf(texts);

    expect(clicks).toBe(10_000);
    expect(epochs).toBeGreaterThan(100); // 30 MB of rows
    expect(most).toBeLessThanOrEqual(4);
  });

  test('is computed a few times, though every event nearly fills a head', async () => {
    const texts = Array.from({ length: 60 }, (_, i) =>
      click('ada', `${i}`.padEnd(200_000, `${i}`)),
    );

    const { clicks, epochs, most } = await computedOf(
      texts.map((text, i) => text.replace('ada', `u${i}`)),
    );

    expect([clicks, epochs]).toEqual([60, 60]);
    expect(most).toBeLessThanOrEqual(4);
  });

  test('is computed a bounded number of times, whatever the sizes of its records are', async () => {
    const aSize = fc.constantFrom(1, 1, 1, 30, 60, 99, 101, 300);
    await fc.assert(
      fc.asyncProperty(fc.array(aSize, { minLength: 1, maxLength: 400 }), async (sizes) => {
        let computed = 0;
        const heads = memoryHeadStore();
        const fill = (size: number): number => size / 100;
        const log = epochLog<readonly number[], { taken: number; size: number }>(
          { ...heads, fill: ({ progress }) => fill((progress as { size: number }).size) },
          {
            start: async () => ({ gen: 1, progress: { taken: 0, size: 0 } }),
            rest: (_input, { taken }) => (taken < sizes.length ? sizes.slice(taken) : undefined),
            size: (input) => input.length,
            prefix: (input, size) => input.slice(0, size),
            async compute({ progress: { taken } }, input) {
              computed += input.length;
              const size = input.reduce((sum, each) => sum + each, 0);
              return { progress: { taken: taken + input.length, size }, effects: NO_EFFECTS };
            },
            tooBig: async ({ progress: { taken } }) => ({
              progress: { taken: taken + 1, size: 0 },
              effects: NO_EFFECTS,
            }),
            setback: () => undefined,
            apply: async () => true,
            mark: ({ epoch }) => ({ epoch, watermark: 0, details: null }),
            resume: async (_task, { fingerprints, progress }) => ({ fingerprints, progress }),
            forget: () => undefined,
          },
        );

        await log.take({ pipeline: 'p', lane: 's', shard: '0' }, sizes);

        expect(computed).toBeLessThanOrEqual(7 * sizes.length);
      }),
      runs(),
    );
  });
});
