import { describe, expect, test } from '@jest/globals';
import { count, first, sum } from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { globalWindow, session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { viewId } from '../../../lib/pipeline/definition/view-id.ts';
import { chosenViews } from '../../../lib/runtime/batch/batch-definition.ts';
import { runBatch } from '../../../lib/runtime/batch/run-batch.ts';
import { batchWorld, streamedWorld } from '../../support/batch/batch-world.ts';
import { givenBy } from '../../support/definitions/platforms.ts';
import { Click, User } from '../../support/definitions/site.ts';

const SECOND = 1_000;

type ClickEvent = typeof Click extends Schema<infer E> ? E : never;

const twoCarts = pattern<ClickEvent>()
  .begin('first', where('page', '==', 'cart'))
  .followedBy('second', where('page', '==', 'cart'));

/** Every kind of view, by what a batch run makes of it. */
const site: Pipeline = pipeline('site', (p) => {
  const ofUser = { key: 'user', time: 'at', maxOutOfOrderness: '1s', maxClockSkew: '1d' } as const;
  const clicks = p.stream('clicks', Click, ofUser);
  const users = p.stream('users', User, ofUser);
  const byUser = clicks.groupBy('user');
  const n = { n: count() };
  byUser.window(session('10s')).aggregate(n).view('visits');
  byUser
    .join(users.groupBy('user'), { as: ['c', 'u'], lower: '-5s', upper: '5s', type: 'left' })
    .groupBy('c_user')
    .view('sign_ups');
  byUser.match(twoCarts.within('8s').build()).groupBy('user').view('carts');
  byUser
    .match(twoCarts.within('8s').skip('pastLastEvent').build())
    .groupBy('user')
    .view('carts_apart');
  byUser
    .joinTable(users.groupBy('user').table(), { as: ['c', 'u'], asOf: 'eventTime', grace: '2s' })
    .groupBy('c_user')
    .view('cities');
  byUser
    .joinTable(users.groupBy('user').table(), { as: ['c', 'u'], asOf: 'arrival' })
    .groupBy('c_user')
    .view('cities_now');
  clicks.dedupe('page', { within: '1h' }).groupBy('page').view('first_of_page');
  byUser
    .window(rolling('1m'))
    .aggregate({ total: sum('ms') })
    .features()
    .groupBy('user')
    .view('recent');
  byUser
    .window(globalWindow({ every: 3 }))
    .aggregate(n)
    .view('every_third');
  byUser.window(tumbling('5s'), { accumulation: 'discarding' }).aggregate(n).view('panes');
  byUser
    .window(tumbling('5s'))
    .aggregate(n)
    .rows()
    .groupAll()
    .window(tumbling('10s'))
    .aggregate({ parts: count() })
    .view('parts');
  byUser.match(twoCarts.within('8s').build()).groupAll().view('carts_of_all');
  byUser
    .window(tumbling('5s'))
    .aggregate({ n: count(), by: first('page') })
    .monitor({ name: 'busy', field: 'n', above: 5 })
    .groupBy('user')
    .view('busy');
});

const click = (id: string, at: number, page = 'home') => ({
  ...{ id, user: 'ann', page, at: at * SECOND, ms: 1 },
});

/** A visit that a late click makes one of two, and a click in an open visit behind them. */
const ARRIVALS = [
  { shard: 'users:0', items: [{ user: 'ann', at: 103 * SECOND, city: 'rome' }, 400 * SECOND] },
  {
    shard: 'clicks:0',
    items: [
      ...[click('a', 100, 'cart'), click('b', 114, 'cart'), click('open', 200)],
      ...[400 * SECOND, click('late', 107, 'cart')],
    ],
  },
];

const streamed = () => streamedWorld(site, ['clicks:0', 'users:0'], ARRIVALS);

const RANGE = { from: 90 * SECOND, to: 280 * SECOND };

describe('which views a batch run computes', () => {
  const { definition } = batchWorld(site, []);

  test('says why it leaves others alone, and what it must be told to read', () => {
    const { computed, leftOut } = chosenViews(definition, undefined);

    expect(computed.map(({ id, reach }) => [id, reach])).toEqual([
      ['visits', { before: 10 * SECOND, after: 10 * SECOND + 1 }],
      ['sign_ups', { before: 5 * SECOND + 1, after: 5 * SECOND + 1 }],
      ['carts', { before: 8 * SECOND, after: 8 * SECOND }],
      ['carts_of_all', { before: 8 * SECOND, after: 8 * SECOND }],
    ]);
    expect(Object.fromEntries(leftOut.map(({ view, why }) => [view, why]))).toEqual({
      carts_apart: expect.stringContaining('everything before; with --view'),
      cities: expect.stringContaining('everything before; with --view'),
      busy: expect.stringContaining('everything before; with --view'),
      cities_now: 'its join sees the row of the table that is there on arrival',
      first_of_page: 'it lets through which of equal events arrives first',
      recent: 'its features say what was known when each event arrived',
      every_third: 'its windows count events in the order of their arrival',
      panes: 'its rows hold what arrived since the one before',
      parts: 'its steps pass their results on under another key',
    });
  });

  test('computes what depends on everything before if it is named', () => {
    const { computed } = chosenViews(definition, ['carts_apart', 'busy', 'cities']);

    expect(computed.map(({ id, reach }) => [id, reach.before])).toEqual(
      ['carts_apart', 'cities', 'busy'].map((id) => [id, Number.POSITIVE_INFINITY]),
    );
  });
});

describe('a batch run over steps with state', () => {
  test('makes one session of two that a late event joins, and leaves nothing of the second', async () => {
    const made = await streamed();
    expect(givenBy(made.world).rows.filter((row) => row.startsWith('visits'))).toEqual([
      'visits ann 100000 110000: [1]',
      'visits ann 114000 124000: [1]',
      'visits ann 200000 210000: [1]',
    ]);

    const report = await runBatch(made.definition, made.ports, { run: 'r1', ...RANGE });

    expect(givenBy(made.world).rows.filter((row) => row.startsWith('visits'))).toEqual([
      'visits ann 100000 124000: [3]',
      'visits ann 200000 210000: [1]',
    ]);
    expect(report.views.find(({ view }) => view === 'visits')).toEqual({
      ...{ view: 'visits', ...RANGE, reads: { from: 80 * SECOND, to: 290 * SECOND + 1 } },
      // compared: both sessions, and the row that is gone
      ...{ compared: 3, equal: 1, healed: 1, missing: 0, kept: 0, removed: 1, recovered: 1 },
    });
  });

  test('counts no late event as recovered whose session ends behind its range', async () => {
    const made = await streamed();

    const range = { from: 90 * SECOND, to: 120 * SECOND }; // the session of 100 to 124 is left alone
    const report = await runBatch(made.definition, made.ports, { run: 'r1', ...range });

    const { compared, healed, recovered } =
      report.views.find(({ view }) => view === 'visits') ?? {};
    expect({ compared, healed, recovered }).toEqual({ compared: 0, healed: 0, recovered: 0 });
  });

  test('adds the records that a late event gives, and takes away those that it makes untrue', async () => {
    const made = await streamed();
    const recordsOf = (view: string) =>
      givenBy(made.world).records.filter((record) => record.startsWith(`${view} `));
    const before = [recordsOf('carts').length, recordsOf('carts_apart').length];

    await runBatch(made.definition, made.ports, { run: 'r1', ...RANGE });
    const asked = { run: 'r2', ...RANGE, views: ['carts_apart'] };
    const named = await runBatch(made.definition, made.ports, asked);

    expect(before).toEqual([0, 0]);
    // 100 and 107, 107 and 114; those that may not overlap: the first pair alone
    expect([recordsOf('carts').length, recordsOf('carts_apart').length]).toEqual([2, 1]);
    expect(named.views[0]?.reads.from).toBeLessThan(-(10 ** 13));
    expect(recordsOf('sign_ups')).toHaveLength(4);
  });

  test('puts the same records once, however often a task is done', async () => {
    const made = await streamed();
    const forgetful = {
      ...made.ports.files,
      // as if the outcome of each bucket were lost once
      create: async <T>(name: string, content: T) =>
        name.includes('/reduce/') && name.endsWith('done.json')
          ? content
          : made.ports.files.create(name, content as never),
    };
    const ports = { ...made.ports, files: forgetful as typeof made.ports.files };

    await expect(runBatch(made.definition, ports, { run: 'r1', ...RANGE })).rejects.toMatchObject({
      code: 'BATCH_RUN_UNFINISHED',
    });
    const once = givenBy(made.world);
    await runBatch(made.definition, made.ports, { run: 'r1', ...RANGE });

    expect(givenBy(made.world)).toEqual(once);
  });

  test('keeps what views give as tables, records too', async () => {
    const made = await streamed();

    await runBatch(made.definition, made.ports, { run: 'r1', ...RANGE });

    const parts = [...made.results.values()].filter(({ view }) => view === 'carts');
    expect(parts.flatMap(({ records = [] }) => records)).toHaveLength(2);
    expect(site.views.map(viewId)).toContain('carts');
  });
});
