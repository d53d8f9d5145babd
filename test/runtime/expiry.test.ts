import { describe, expect, test } from '@jest/globals';
import { count, max } from '../../lib/core/aggregators/authoring.ts';
import { where } from '../../lib/core/expression.ts';
import { heartbeatText } from '../../lib/core/heartbeat.ts';
import { pattern } from '../../lib/core/pattern/pattern.ts';
import type { Schema } from '../../lib/core/schema/schema.ts';
import { preceding, rolling } from '../../lib/core/windows/event-windows.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { session } from '../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Stream } from '../../lib/pipeline/definition/stream.ts';
import { Click } from '../support/definitions/site.ts';
import { emptyWorld, processIn } from '../support/lanes/speed-world.ts';

type ClickEvent = typeof Click extends Schema<infer E> ? E : never;
type Clicks = Stream<ClickEvent>;

/** Every operator that remembers something of a key, and is to forget it within 60 s of event time. */
const OPERATORS: readonly (readonly [name: string, declare: (clicks: Clicks) => void])[] = [
  [
    'sessions',
    (clicks) => clicks.groupBy('page').window(session('10s')).aggregate({ n: count() }).view('it'),
  ],
  [
    'rows of windows, aggregated again',
    (clicks) =>
      clicks
        .groupBy('page')
        .window(session('10s'))
        .aggregate({ n: count() })
        .rows()
        .groupBy('page')
        .window(tumbling('10s'))
        .aggregate({ most: max('n') })
        .view('it'),
  ],
  [
    'rolling panes',
    (clicks) =>
      clicks
        .groupBy('page')
        .window(rolling('30s', { pane: '10s' }))
        .aggregate({ n: count() })
        .view('it'),
  ],
  [
    'rolling events',
    (clicks) => clicks.groupBy('page').window(rolling('30s')).aggregate({ n: count() }).view('it'),
  ],
  [
    'a full join',
    (clicks) =>
      clicks
        .filter(where('ms', '==', 1))
        .groupBy('page')
        .join(clicks.filter(where('ms', '==', 2)).groupBy('page'), {
          ...{ as: ['left', 'right'], lower: '-20s', upper: '20s', type: 'full' },
        })
        .groupAll()
        .view('it'),
  ],
  [
    'a monitor',
    (clicks) =>
      clicks
        .groupBy('page')
        .window(tumbling('10s'))
        .aggregate({ n: count() })
        .monitor({ name: 'busy', field: 'n', above: 1, forgetAfter: '40s' })
        .groupBy('page')
        .view('it'),
  ],
  [
    'a stream beside a table of events',
    (clicks) =>
      clicks
        .filter(where('ms', '==', 2))
        .groupBy('page')
        .joinTable(
          clicks
            .filter(where('ms', '==', 1))
            .groupBy('page')
            .table({ removedWithout: 'price' }),
          {
            ...{
              as: ['click', 'row'],
              asOf: 'eventTime',
              grace: '5s',
              history: '30s',
              type: 'left',
            },
          },
        )
        .groupBy('click_page')
        .view('it'),
  ],
  [
    'events that wait for their turn',
    (clicks) => clicks.groupBy('page').sorted().groupBy('page').view('it'),
  ],
  [
    'events before others',
    (clicks) =>
      clicks
        .groupBy('page')
        .window(preceding(2, { forgetAfter: '30s' }))
        .aggregate({ most: max('ms') })
        .features()
        .groupBy('page')
        .view('it'),
  ],
  [
    'filled gaps',
    (clicks) =>
      clicks
        .groupBy('page')
        .window(tumbling('10s'))
        .aggregate({ n: count() })
        .fill({ until: 'watermark', limit: 2, forgetAfter: '30s' })
        .groupBy('page')
        .view('it'),
  ],
  ['a dedupe', (clicks) => clicks.dedupe('page', { within: '30s' }).groupBy('page').view('it')],
  [
    'a pattern',
    (clicks) =>
      clicks
        .groupBy('page')
        .match(
          pattern<ClickEvent>()
            .begin('first')
            .followedBy('second', where('ms', '==', 2))
            .within('30s')
            .build(),
          { timeouts: true },
        )
        .groupBy('page')
        .view('it'),
  ],
];

const SECOND = 1_000;
const ROUNDS = 60;

describe('what the deployed steps remember', () => {
  test.each(OPERATORS)('of %s does not grow with the number of keys', async (_, declare) => {
    const site = pipeline('site', (p) => {
      const clicks = p.stream('clicks', Click, {
        ...{ key: 'user', time: 'at', maxOutOfOrderness: '5s', maxClockSkew: '365d' },
      });
      declare(clicks);
    });
    const world = emptyWorld(['clicks:0']);
    const process = processIn(world, site, { random: () => 0.999, probability: 0 });
    let sequence = 0;
    let delivered = 0;
    const take = async (texts: readonly string[]): Promise<void> => {
      const records = texts.map((text) => {
        const data = new TextEncoder().encode(text);
        return {
          ...{ sequence: String(++sequence), sub: 0, arrival: 1, partitionKey: 'ann' },
          ...{ data, start: 0, end: data.length },
        };
      });
      await process.takeRecords('clicks:0', records);
      for (
        let sent = world.exchange.sent();
        delivered < sent.length;
        sent = world.exchange.sent()
      ) {
        const messages = sent.slice(delivered);
        delivered = sent.length;
        await process.takeMessages(messages);
      }
    };
    const held: number[] = [];

    for (let round = 0; round < ROUNDS; round++) {
      const at = round * 10 * SECOND;
      const clicks = [1, 2].map((ms) => ({
        ...{ id: `${round}-${ms}`, user: 'ann', page: `page-${round}`, at: at + ms, ms },
      }));
      await take(clicks.map((click) => JSON.stringify(click)));
      held.push(world.states.states().length + world.states.timers().length);
    }
    const most = Math.max(...held);
    for (const later of [60, 120])
      await take([heartbeatText({ at: (ROUNDS * 10 + later) * SECOND })]);

    expect(most).toBeGreaterThan(0);
    expect(Math.max(...held.slice(ROUNDS / 2))).toBeLessThanOrEqual(
      Math.max(...held.slice(0, ROUNDS / 2)),
    );
    expect(most).toBeLessThan(ROUNDS / 2);
    expect(world.states.states()).toEqual([]);
    expect(world.states.timers()).toEqual([]);
    expect(world.rows.rows().length + world.records.all().length).toBeGreaterThan(ROUNDS / 2);
  });
});
