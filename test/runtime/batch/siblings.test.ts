import { describe, expect, test } from '@jest/globals';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { chosenViews } from '../../../lib/runtime/batch/batch-definition.ts';
import { runBatch } from '../../../lib/runtime/batch/run-batch.ts';
import { batchWorld, streamedWorld } from '../../support/batch/batch-world.ts';
import { givenBy } from '../../support/definitions/platforms.ts';
import { Click, User } from '../../support/definitions/site.ts';

const SECOND = 1_000;

type ClickEvent = typeof Click extends Schema<infer E> ? E : never;

const payment = pattern<ClickEvent>()
  .begin('cart', where('page', '==', 'cart'))
  .followedBy('pay', where('page', '==', 'pay'))
  .within('10s')
  .build();

/** A join and a pattern, each with two outputs: one under the key of its events, one under another. */
const site = pipeline('site', (p) => {
  const ofUser = { key: 'user', time: 'at', maxOutOfOrderness: '1s', maxClockSkew: '1d' } as const;
  const clicks = p.stream('clicks', Click, ofUser);
  const users = p.stream('users', User, ofUser);
  const joined = clicks
    .groupBy('user')
    .join(users.groupBy('user'), { as: ['c', 'u'], lower: '-5s', upper: '5s', type: 'left' });
  const isKnown = (event: { readonly u_at?: unknown }) => typeof event.u_at === 'number';
  joined.filter(isKnown).groupBy('c_user').view('known');
  joined
    .filter((event) => !isKnown(event))
    .groupBy('c_page')
    .view('unknown');
  const payments = clicks.groupBy('user').match(payment, { timeouts: true });
  payments
    .filter(({ outcome }) => outcome === 'match')
    .groupBy('user')
    .view('paid');
  payments
    .filter(({ outcome }) => outcome !== 'match')
    .groupAll()
    .view('left_behind');
});

const click = (user: string, at: number, page: string) => ({
  ...{ id: `${user} ${at}`, user, page, at: at * SECOND, ms: 1 },
});

/** Forty users whose sign-up and payment come too late: each is taken for unknown, and for gone. */
const USERS = Array.from({ length: 40 }, (_, i) => `user ${i}`);
const ARRIVALS = [
  { shard: 'clicks:0', items: USERS.map((user) => click(user, 100, 'cart')) },
  { shard: 'users:0', items: [400 * SECOND] },
  { shard: 'clicks:0', items: [400 * SECOND, ...USERS.map((user) => click(user, 105, 'pay'))] },
  { shard: 'users:0', items: USERS.map((user) => ({ user, at: 101 * SECOND, city: 'rome' })) },
];

const streamed = () => streamedWorld(site, ['clicks:0', 'users:0'], ARRIVALS);

const RANGE = { from: 90 * SECOND, to: 280 * SECOND };

const countsOf = ({ world }: Awaited<ReturnType<typeof streamed>>) => {
  const views = givenBy(world).records.map((line) => line.split(' ', 1)[0]);
  return ['known', 'unknown', 'paid', 'left_behind'].map(
    (view) => views.filter((each) => each === view).length,
  );
};

describe('what one step makes', () => {
  test('is healed together, whatever the key of each view is', async () => {
    const made = await streamed();
    expect(countsOf(made)).toEqual([0, 40, 0, 40]);

    const report = await runBatch(made.definition, made.ports, { run: 'r1', ...RANGE });

    expect(countsOf(made)).toEqual([80, 0, 40, 0]);
    expect(report.leftOut).toEqual([]);
    expect(report.views.map(({ view, removed, missing }) => [view, removed, missing])).toEqual([
      ['known', 0, 80],
      ['unknown', 40, 0],
      ['paid', 0, 40],
      ['left_behind', 40, 0],
    ]);
  });

  test('is healed together if one view of it is named, and the report says so', async () => {
    const made = await streamed();

    const request = { run: 'r1', ...RANGE, views: ['unknown'] };
    const report = await runBatch(made.definition, made.ports, request);

    expect(countsOf(made)).toEqual([80, 0, 0, 40]);
    expect(report.views.map(({ view }) => view)).toEqual(['known', 'unknown']);
    expect(report.together).toEqual([{ view: 'known', with: 'unknown' }]);
  });

  test('finds nothing to heal a second time', async () => {
    const made = await streamed();
    await runBatch(made.definition, made.ports, { run: 'r1', ...RANGE });
    const after = givenBy(made.world);

    const again = await runBatch(made.definition, made.ports, { run: 'r2', ...RANGE });

    expect(again.views.map(({ compared, equal }) => compared - equal)).toEqual([0, 0, 0, 0]);
    expect(givenBy(made.world)).toEqual(after);
  });

  test('is healed as far as all of it is closed', async () => {
    const made = await streamed();
    const { reader } = made.ports;
    const watermarks = async (view: string) =>
      view === 'unknown' ? new Map([['0', 200 * SECOND]]) : reader.watermarks(view);
    const ports = { ...made.ports, reader: { ...reader, watermarks } };

    const report = await runBatch(made.definition, ports, { run: 'r1', ...RANGE });

    expect(report.views.map(({ view, to }) => [view, to])).toEqual([
      ['known', 195 * SECOND - 1],
      ['unknown', 195 * SECOND - 1],
      ['paid', RANGE.to],
      ['left_behind', RANGE.to],
    ]);
  });

  test('counts records that nobody wrote down what they were made of as those that they are', async () => {
    const made = await streamed();
    await runBatch(made.definition, made.ports, { run: 'r1', ...RANGE });
    const healer = made.ports.recordHealer;
    // as of a version that knew no index of them
    const recordHealer: typeof healer = {
      ...healer,
      readMade: async () => [],
      readLive: async (of, range) =>
        (await healer.readLive(of, range)).map((each) => ({ ...each, stepKey: null })),
    };

    const report = await runBatch(
      made.definition,
      { ...made.ports, recordHealer },
      { run: 'r2', ...RANGE },
    );

    expect(report.views.map(({ compared, equal }) => compared - equal)).toEqual([0, 0, 0, 0]);
  });

  test('of views that cannot be computed is named beside those of its steps that can', () => {
    const chained = pipeline('chained', (p) => {
      const clicks = p.stream('clicks', Click, { key: 'user', time: 'at' });
      const perUser = clicks.groupBy('user').window(session('10s')).aggregate({ n: count() });
      perUser.view('visits');
      perUser.rows().groupAll().window(tumbling('1m')).aggregate({ n: count() }).view('all');
    });

    expect(chosenViews(batchWorld(chained, []).definition, undefined).leftOut).toEqual([
      {
        view: 'all',
        why: 'its steps pass their results on under another key; so it may differ from visits, of the same steps',
      },
    ]);
  });

  test('is chosen as a whole', () => {
    const { definition } = batchWorld(site, []);

    expect(chosenViews(definition, ['paid'])).toMatchObject({
      computed: [{ id: 'paid' }, { id: 'left_behind' }],
      together: [{ view: 'left_behind', with: 'paid' }],
      leftOut: [],
    });
  });
});
