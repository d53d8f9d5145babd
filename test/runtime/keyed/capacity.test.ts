import { describe, expect, test } from '@jest/globals';
import { count, first } from '../../../lib/core/aggregators/authoring.ts';
import { STATE_LIMITS } from '../../../lib/core/operators/limits.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Head } from '../../../lib/ports/head-store.ts';
import { MAX_STATE_CHARACTERS } from '../../../lib/runtime/keyed/key-work.ts';
import { Click } from '../../support/definitions/site.ts';
import { emptyWorld, processIn, sourceRecords } from '../../support/lanes/speed-world.ts';

const site = pipeline('site', (p) => {
  const clicks = p.stream('clicks', Click, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: 0, maxClockSkew: '365d' },
  });
  const recent = clicks.groupBy('page').window(rolling('1h')).aggregate({ recent: count() });
  recent.features().groupBy('page').view('features');
});

/** Clicks on a page, a millisecond after the other. */
const clicks = (page: string, many: number, id = '') =>
  Array.from({ length: many }, (_, i) => {
    const at = page === 'full' ? i + 10 : i;
    return JSON.stringify({ id: `${id}${i}`, user: 'ann', page, at, ms: 0 });
  });

/** What is given to each page, and what was set aside, if records come in such batches. */
async function given(texts: readonly string[], headCharacters: number, batch: number) {
  const world = emptyWorld(['clicks:0'], headCharacters);
  const process = processIn(world, site, { random: () => 0.999, probability: 0 });
  const records = sourceRecords(texts);
  for (let from = 0; from < records.length; from += batch) {
    await process.takeRecords('clicks:0', records.slice(from, from + batch));
  }
  await process.takeMessages(world.exchange.sent());
  const of = (page: string) => world.records.all().filter(({ key }) => key === page).length;
  return { full: of('full'), other: of('other'), aside: world.late.all() };
}

const visits = pipeline('visits', (p) => {
  const clicks = p.stream('clicks', Click, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: '365d', maxClockSkew: '365d' },
  });
  clicks
    .groupBy('page')
    .window(session('1s'))
    .aggregate({ id: first('id') })
    .view('visits');
});

describe('a key whose state no head holds any more', () => {
  test('is found out once, and costs a look at its size after that, whatever comes', async () => {
    const world = emptyWorld(['clicks:0'], 150_000);
    let tried = 0;
    const fill = (head: Head): number => {
      tried++;
      return world.heads.fill(head);
    };
    const heads = { ...world.heads, fill };
    const process = processIn({ ...world, heads }, visits, { random: () => 0.999, probability: 0 });
    const one = (i: number) =>
      JSON.stringify({ id: 'x'.repeat(300), user: 'ann', page: 'p', at: i * 5_000, ms: 0 });
    const records = sourceRecords(Array.from({ length: 700 }, (_, i) => one(i)));
    const take = async (from: number, to: number): Promise<number> => {
      const [before, sent] = [tried, world.exchange.sent().length];
      await process.takeRecords('clicks:0', records.slice(from, to));
      await process.takeMessages(world.exchange.sent().slice(sent));
      return tried - before;
    };
    await take(0, 500);
    const refused = world.late.all().length;

    const more = [await take(500, 600), await take(600, 700)];

    expect(refused).toBeGreaterThan(0);
    expect(world.late.all()).toHaveLength(refused + 200);
    expect(Math.max(...more)).toBeLessThan(10);
  });
});

describe('a key of the speed layer that holds as much as it may', () => {
  test('takes no more events, counts them, and leaves other keys alone', async () => {
    const texts = [...clicks('other', 2, 'o'), ...clicks('full', STATE_LIMITS.events + 3)];

    const { full, other, aside } = await given(texts, 50_000_000, texts.length);

    expect({ full, other }).toEqual({ full: STATE_LIMITS.events, other: 2 });
    expect(aside.map(({ why }) => why)).toEqual(new Array(3).fill('overflow: events'));
  });

  test('takes nothing that would make its state larger than is kept, by a look at its size', async () => {
    const large = 'x'.repeat(MAX_STATE_CHARACTERS / 20);
    const texts = [...clicks('other', 2, 'o'), ...clicks('full', 25, large)];

    const { full, other, aside } = await given(texts, 50_000_000, 5);

    expect(other).toBe(2);
    expect(full).toBeGreaterThan(17);
    expect(full).toBeLessThan(20);
    expect(aside.map(({ why }) => why)).toEqual(new Array(25 - full).fill('overflow: state'));
  });

  test('sets events aside and counts them once no head holds its state any more', async () => {
    const texts = [...clicks('other', 2, 'o'), ...clicks('full', 200, 'x'.repeat(100))];

    const { full, other, aside } = await given(texts, 12_000, 10);

    expect(other).toBe(2);
    expect(full).toBeGreaterThan(0);
    expect(aside.length).toBeGreaterThan(0);
    expect(full + aside.length).toBe(200);
    expect(new Set(aside.map(({ why }) => why))).toEqual(new Set(['overflow: effects']));
    expect(
      aside.every(({ payload }) => JSON.stringify(payload).includes('"view":"features"')),
    ).toBe(true);
  });
});
