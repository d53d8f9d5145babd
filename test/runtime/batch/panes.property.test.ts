import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rowLayouts } from '../../../lib/adapters/dynamodb/row-layouts.ts';
import { memoryRowReader } from '../../../lib/adapters/memory/row-reader.ts';
import { count, sum } from '../../../lib/core/aggregators/authoring.ts';
import { instant, int, string } from '../../../lib/core/field-type.ts';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { leastWatermark } from '../../../lib/core/watermark.ts';
import { sliding } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { BatchReport } from '../../../lib/runtime/batch/protocol.ts';
import { runBatch } from '../../../lib/runtime/batch/run-batch.ts';
import { queryRows } from '../../../lib/serving/query-rows.ts';
import { servedView } from '../../../lib/serving/served-view.ts';
import { nthRecord } from '../../support/batch/batch-shop.ts';
import { type BatchWorld, batchWorld } from '../../support/batch/batch-world.ts';
import { runs } from '../../support/property.ts';

/** Every event has a bit of its own, so that a sum says which events are in a row. */
const Event = schema({ user: string(), country: string(), bit: int(), at: instant() });
const SIZE = 20_000;
const SLIDE = 5_000;
const LATENESS = 3_000;

const world = pipeline('world', (p) => {
  const all = p.stream('events', Event, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: '2s', maxClockSkew: '1000d' },
  });
  for (const rows of ['windows', 'panes'] as const) {
    const rule = { allowedLateness: LATENESS, rows };
    const windows = sliding(SIZE, SLIDE);
    const held = { bits: sum('bit'), n: count() };
    all.groupBy('user').window(windows, rule).aggregate(held).view(`by_user_${rows}`);
    all.groupBy('country').window(windows, rule).aggregate(held).view(`by_country_${rows}`);
  }
});

const scenario = fc.record({
  sent: fc.array(
    fc.record({
      user: fc.constantFrom('ada', 'bob'),
      country: fc.constantFrom('de', 'fr'),
      seconds: fc.integer({ min: -15, max: 60 }),
      beside: fc.constantFrom(0, 0, -1, 1),
    }),
    { minLength: 5, maxLength: 30 },
  ),
  reached: fc.integer({ min: 40, max: 130 }),
  from: fc.integer({ min: -8, max: 8 }).map((n) => n * 2_500),
  length: fc.integer({ min: 2, max: 40 }).map((n) => n * 2_500),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const timeOf = ({ seconds, beside }: Scenario['sent'][number]): number => seconds * 1_000 + beside;

async function streamed({ sent, reached }: Scenario): Promise<BatchWorld> {
  const made = batchWorld(world, ['shard-0']);
  made.world.shards.splice(0, 1, { id: 'shard-0', parents: [], closed: false });
  const texts = sent.map((event, i) => {
    const { user, country } = event;
    return { key: user, text: JSON.stringify({ user, country, bit: 2 ** i, at: timeOf(event) }) };
  });
  const beat = { key: 'heartbeat', text: heartbeatText({ at: reached * 1_000 + 2_000 }) };
  const records = [...texts, beat].map(({ key, text }, i) => nthRecord(i, text, key));
  for (const take of [made.archive, made.speed]) {
    for (const record of records) await take('shard-0', [record]);
  }
  return made;
}

/** Which events each window of a view has, by `key start`. */
async function windowsIn(
  { ports, world: made }: BatchWorld,
  name: string,
): Promise<Map<string, bigint>> {
  const view = world.views.find((each) => each.name === name);
  const found = new Map<string, bigint>();
  for (const key of ['ada', 'bob', 'de', 'fr']) {
    const ever = { key, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    const { rows } = await queryRows(servedView(view as NonNullable<typeof view>), ever, {
      reader: memoryRowReader(made.rows, rowLayouts(world)),
      reached: async () => undefined,
      covered: async (id) => (await ports.coverage.read(id)).ranges,
    });
    for (const { start, values } of rows) found.set(`${key} ${start}`, values['bits'] as bigint);
  }
  return found;
}

const sorted = (all: ReadonlyMap<string, bigint>): string[] =>
  [...all].map(([at, bits]) => `${at} ${bits.toString(2)}`).sort();

const run = (made: BatchWorld, { from, length }: Scenario, name = 'r1') =>
  runBatch(made.definition, made.ports, { run: name, from, to: from + length }).catch(
    (error: unknown): BatchReport | undefined => {
      if (!String(error).includes('BATCH_NOTHING_CLOSED')) throw error;
      return undefined;
    },
  );

describe('a batch run over panes', () => {
  test.each(['user', 'country'] as const)(
    'L20: puts all events of its closed panes into every window of a %s that holds them',
    async (by) => {
      await fc.assert(
        fc.asyncProperty(scenario, async (about) => {
          const made = await streamed(about);
          const expected = await windowsIn(made, `by_${by}_windows`);
          const settled =
            leastWatermark(await made.ports.reader.watermarks(`by_${by}_panes`)) -
            (SIZE - SLIDE + LATENESS);
          const to = Math.min(about.from + about.length, settled);
          about.sent.forEach((event, i) => {
            const pane = Math.floor(timeOf(event) / SLIDE) * SLIDE;
            if (pane < about.from || pane + SLIDE > to) return;
            for (let start = pane; start > pane - SIZE; start -= SLIDE) {
              const at = `${event[by]} ${start}`;
              expected.set(at, (expected.get(at) ?? 0n) | (1n << BigInt(i)));
            }
          });

          await run(made, about);

          expect(sorted(await windowsIn(made, `by_${by}_panes`))).toEqual(sorted(expected));
        }),
        runs(30),
      );
    },
  );

  test('L20: heals nothing a second time', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (about) => {
        const made = await streamed(about);
        fc.pre((await run(made, about)) !== undefined);

        const second = await run(made, about, 'r2');

        expect(second?.views.map(({ healed, missing }) => healed + missing)).toEqual(
          second?.views.map(() => 0),
        );
      }),
      runs(15),
    );
  });
});
