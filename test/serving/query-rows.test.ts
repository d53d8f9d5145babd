import { describe, expect, test } from '@jest/globals';
import { END_OF_TIME } from '../../lib/core/time.ts';
import type { Event } from '../../lib/pipeline/definition/definition.ts';
import { queryRows } from '../../lib/serving/query-rows.ts';
import type { RowQuery } from '../../lib/serving/row-query.ts';
import { servedView } from '../../lib/serving/served-view.ts';
import { auction } from '../support/definitions/auction.ts';
import { FIRST_DAY, market, NEWEST, SALES } from '../support/definitions/market.ts';
import { writtenRows } from '../support/rows/written-rows.ts';

const HOUR = 3_600_000;

const viewOf = (name: string, { views } = market) => {
  const view = views.find((each) => each.name === name);
  if (view === undefined) throw new Error(`no view ${name}`);
  return servedView(view);
};

interface World {
  readonly events?: readonly Event[];
  readonly reached?: number | undefined;
  /** By task of the view. */
  readonly watermarks?: Readonly<Record<string, number>>;
  readonly silent?: readonly string[];
}

async function ask(name: string, query: RowQuery = {}, world: World = {}) {
  const { events = SALES, watermarks = {}, silent = [] } = world;
  const reached = 'reached' in world ? world.reached : NEWEST;
  const { store, reader } = await writtenRows(market, events);
  const view = viewOf(name);
  for (const [task, at] of Object.entries(watermarks)) {
    await store.publishWatermark(view.id, task, at);
  }
  await store.expectTasks(view.id, silent);
  const answer = await queryRows(view, query, {
    reader,
    reached: async () => reached,
    covered: async () => [],
  });
  const hours = answer.rows.map(({ key, start }) => `${(start - FIRST_DAY) / HOUR} ${key}`);
  return { ...answer, hours };
}

describe('queryRows', () => {
  test('counts back from the watermark, and gives what is newer too', async () => {
    const { hours, range } = await ask(
      'by_country',
      { last: HOUR },
      { watermarks: { a: FIRST_DAY + 11 * HOUR, b: FIRST_DAY + 10 * HOUR } },
    );

    expect(hours).toEqual(['9 EIRE', '10 France', '10 Norway', '11 EIRE']);
    expect(range).toEqual({ from: FIRST_DAY + 9 * HOUR, to: NEWEST + 1 });
  });

  test('counts back from what the streams have reached where no watermark is known', async () => {
    const { hours, watermark } = await ask('by_country', { last: HOUR }, { silent: ['a'] });

    expect(hours).toEqual(['11 EIRE']);
    expect(watermark).toBe(Number.NEGATIVE_INFINITY);
  });

  test('counts back from the newest row of a view that has been quiet while time went on', async () => {
    const later = FIRST_DAY + 300 * HOUR;
    const world = { reached: later, watermarks: { a: later } };

    const all = await ask('by_country', { last: 2 * HOUR }, world);
    const ofKey = await ask('by_country', { last: HOUR, key: 'France' }, world);
    const byDefault = await ask('by_country', {}, world);

    expect(all.hours).toEqual(['10 France', '10 Norway', '11 EIRE']);
    expect(ofKey.hours).toEqual(['10 France']);
    expect(byDefault.hours).toHaveLength(6);
    expect([all, ofKey, byDefault].map(({ isQuiet }) => isQuiet)).toEqual([true, true, true]);
  });

  test('of quiet streams reaches as far as time has gone on after their newest event', async () => {
    const later = FIRST_DAY + 300 * HOUR;
    const watermarks = { a: later };

    const { hours, range, reached } = await ask('by_country', { last: 2 * HOUR }, { watermarks });
    const ofAll = await ask('by_country', { from: FIRST_DAY + 11 * HOUR }, { watermarks });

    expect(hours).toEqual(['10 France', '10 Norway', '11 EIRE']);
    expect(range?.to).toBeGreaterThan(NEWEST);
    expect(reached).toBe(later);
    expect(ofAll.range?.to).toBe(later + 1);
  });

  test('does not look elsewhere where bounds are given', async () => {
    const { hours, isQuiet } = await ask('by_country', {
      from: FIRST_DAY - 48 * HOUR,
      to: FIRST_DAY,
    });

    expect({ hours, isQuiet }).toEqual({ hours: [], isQuiet: false });
  });

  test('finds nothing, and says that it has not looked, where nothing has come', async () => {
    const answer = await ask('by_country', {}, { events: [], reached: undefined });

    expect(answer.range).toBeNull();
    expect(answer.rows).toEqual([]);
  });

  test('finds nothing in a view without rows, however far time has come', async () => {
    const { hours, isQuiet } = await ask('by_country', { last: HOUR }, { events: [] });

    expect({ hours, isQuiet }).toEqual({ hours: [], isQuiet: false });
  });

  test('gives the rows of a key to the end of time, also ahead of what was reached', async () => {
    const { hours, range } = await ask(
      'by_country',
      { key: 'EIRE', from: FIRST_DAY + 9 * HOUR },
      { reached: FIRST_DAY },
    );

    expect(hours).toEqual(['9 EIRE', '11 EIRE']);
    expect(range?.to).toBe(END_OF_TIME);
  });

  test('closes a row only after what may be late for it', async () => {
    const at = (hours: number) => ({ watermarks: { a: FIRST_DAY + hours * HOUR } });
    const statuses = async (hours: number) =>
      new Set((await ask('by_till', {}, at(hours))).rows.map(({ status }) => status));

    expect(await statuses(25)).toEqual(new Set(['open']));
    expect(await statuses(26)).toEqual(new Set(['closed']));
  });

  test('gives each of several windows that overlap', async () => {
    expect((await ask('recent', { key: 'Norway' })).hours).toEqual(['9 Norway', '10 Norway']);
  });

  test('asks for a key where windows depend on the events of each', async () => {
    const { reader } = await writtenRows(market, []);
    const asked = queryRows(
      viewOf('visits', auction),
      {},
      { reader, reached: async () => 0, covered: async () => [] },
    );

    await expect(asked).rejects.toThrow(
      'visits: its windows depend on the events of each key, so rows can only be found by key; got none, expected one of bidder; say which with --key',
    );
  });
});

describe('servedView', () => {
  test('knows the keys and the results of every kind of view', () => {
    const shapes = auction.views
      .map(servedView)
      .map(({ name, keys, results, windows, streams }) => ({
        view: name,
        keys: keys.map((column) => `${column.name} ${column.type.kind}`).join(),
        results: results.map((column) => `${column.name} ${column.type.kind}`).join(),
        listed: windows !== null,
        streams: streams.join(),
      }));

    expect(shapes).toEqual([
      {
        view: 'by_bidder',
        keys: 'bidder string',
        results: 'bids int,spent decimal',
        listed: true,
        streams: 'bids',
      },
      {
        view: 'recent',
        keys: 'auction string,bidder string',
        results: 'mean double',
        listed: true,
        streams: 'bids',
      },
      {
        view: 'visits',
        keys: 'bidder string',
        results: 'bids int',
        listed: false,
        streams: 'bids',
      },
      { view: 'months', keys: '', results: 'highest decimal', listed: true, streams: 'bids' },
      {
        view: 'features',
        keys: 'bidder string',
        results: 'bid string,auction string,price decimal,lots int,at instant,spent decimal',
        listed: false,
        streams: 'bids',
      },
      {
        view: 'alerts',
        keys: 'auction string',
        results:
          'alertId string,rule string,status string,windowStart instant,windowEnd instant,windowTime instant,value int,breaches int,raisedAt instant',
        listed: false,
        streams: 'bids',
      },
      {
        view: 'once',
        keys: 'auction string',
        results: 'bid string,bidder string,price decimal,lots int,at instant',
        listed: false,
        streams: 'bids',
      },
      {
        view: 'snipers',
        keys: 'bidder string',
        results: 'outcome string,at instant,events json,shed int',
        listed: false,
        streams: 'bids',
      },
      {
        view: 'pairs',
        keys: 'bid_auction string',
        results:
          'bid_bid string,bid_bidder string,bid_price decimal,bid_lots int,bid_at instant,lot_auction string,lot_seller string,lot_at instant,time instant',
        listed: false,
        streams: 'bids,lots',
      },
      {
        view: 'sellers',
        keys: 'bid_auction string',
        results: 'last decimal',
        listed: true,
        streams: 'bids,lots',
      },
    ]);
  });
});
