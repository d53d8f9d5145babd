import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import { instant, string } from '../../../lib/core/field-type.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import {
  type ClockRecord,
  type ClockWorld,
  clockWorld,
  forgedBeat,
  MINUTE,
  SECOND,
} from '../../support/lanes/clock-world.ts';
import { runs } from '../../support/property.ts';

const Click = schema({ user: string(), page: string(), at: instant() });

interface ClickEvent {
  readonly user: string;
  readonly page: string;
  readonly at: number;
}

/** Rows where the events are, rows behind the exchange, and steps with state; all of a stream's defaults. */
const siteOf = (maxClockSkew?: number) =>
  pipeline('site', (p) => {
    const skew = maxClockSkew === undefined ? {} : { maxClockSkew };
    const clicks = p.stream('clicks', Click, { key: 'user', time: 'at', ...skew });
    const n = { n: count() };
    clicks.groupBy('user').window(tumbling('10s')).aggregate(n).view('by_user');
    clicks.groupBy('page').window(tumbling('1s')).aggregate(n).view('by_page');
    clicks.groupBy('page').window(session('2s')).aggregate(n).view('visits');
    clicks
      .groupBy('page')
      .match(
        pattern<ClickEvent>()
          .begin('one', where('user', '==', 'ann'))
          .followedByAny('two', where('user', '==', 'bob'))
          .within('5s')
          .build(),
      )
      .groupBy('page')
      .view('pairs');
    clicks
      .groupBy('user')
      .join(clicks.groupBy('user'), { as: ['one', 'two'], lower: -3_000, upper: '3s' })
      .groupBy('one_user')
      .view('near');
  });

const site = siteOf();
const OUT_OF_ORDER = 10 * SECOND;
const START = Date.UTC(2026, 2, 1, 9);
const SHARDS = ['shard-0', 'shard-1', 'shard-2'];
const USERS = ['ann', 'bob', 'eve'];

/** All events of a shard have one key. */
const click = (shard: string, arrival: number, at: number): ClockRecord => {
  const user = USERS[SHARDS.indexOf(shard)] ?? '';
  return { shard, arrival, key: user, text: JSON.stringify({ user, page: 'home', at }) };
};

/** So many clicks in time, from all shards, each some seconds under way; a minute of them. */
const honest = (count = 200): ClockRecord[] =>
  Array.from({ length: count }, (_, i) => {
    const arrival = START + MINUTE + i * 300;
    return click(SHARDS[i % 3] ?? '', arrival, arrival - ((i * 7) % 10) * SECOND);
  });

const DAY = 86_400 * SECOND;

describe('one clock that is ahead', () => {
  const attackers = [9 * SECOND, 11 * SECOND, 299 * SECOND, DAY];

  test.each(attackers)('of an event, by %i ms, makes no honest event late', async (ahead) => {
    const world = clockWorld(site, SHARDS);

    await world.take([click('shard-0', START, START + ahead)]);
    await world.beat(START + 1);
    await world.take(honest());

    expect(world.late()).toEqual([]);
    expect(world.counted('by_page', 'home')).toBe(201);
  });

  test.each(attackers)('of a forged heartbeat, by %i ms, does not either', async (ahead) => {
    const world = clockWorld(site, SHARDS);

    await world.take([click('shard-0', START - 1, START - 1)]);
    await world.take([forgedBeat('shard-0', START, START + ahead)]);
    await world.beat(START + 1);
    await world.take(honest());

    expect(world.late()).toEqual([]);
  });

  test('is believed as far as the author says, who then has to expect late events', async () => {
    const world = clockWorld(siteOf(300 * SECOND), SHARDS);

    await world.take([click('shard-0', START, START + 299 * SECOND)]);
    await world.beat(START + 1);
    await world.take(honest());

    expect(world.late().filter(({ view }) => view === 'by_page')).toHaveLength(200);
  });

  test('has its own events counted, in windows that close when their time has come', async () => {
    const world = clockWorld(site, SHARDS);
    const ahead = START + 299 * SECOND;

    await world.take([click('shard-0', START, ahead)]);

    expect(world.counted('by_user', 'ann')).toBe(1);
    expect(world.reached('by_user')).toBeLessThan(START);
    for (let now = START; now < ahead + 3 * MINUTE; now += MINUTE) await world.beat(now);
    expect(world.reached('by_user')).toBeGreaterThan(ahead);
  });
});

describe('a quiet stream', () => {
  test.each([
    ['one shard', SHARDS.slice(0, 1)],
    ['several shards, of which one has the only key', SHARDS],
  ])('of %s goes on at the pace of the clock, so that its windows close', async (_, shards) => {
    const world = clockWorld(site, shards);
    await world.take([click('shard-0', START, START)]);

    for (let now = START + 7; now < START + 10 * MINUTE; now += MINUTE) {
      await world.beat(now);

      const silence = Math.max(0, now - START - MINUTE); // beyond the default of idleAfter
      expect(world.reached('by_user')).toBe(START + silence - OUT_OF_ORDER);
      expect(world.reached('visits')).toBe(START + silence - OUT_OF_ORDER);
    }
  });

  test('of one clock that is ahead goes on all the same', async () => {
    const world = clockWorld(site, SHARDS);
    await world.take([click('shard-0', START, START + DAY)]);

    for (let i = 0; i < 10; i++) await world.beat(START + i * MINUTE);

    expect(world.reached('by_user')).toBe(START + 8 * MINUTE - OUT_OF_ORDER);
  });

  test('of old events does not jump to today, forged heartbeat or not', async () => {
    const world = clockWorld(site, SHARDS);
    const old = START - 1_000 * DAY;
    await world.take(SHARDS.map((shard) => click(shard, START, old)));
    await world.take([forgedBeat('shard-0', START, START + DAY)]);

    await world.beat(START + MINUTE);

    expect(world.reached('by_user')).toBe(old - OUT_OF_ORDER);
  });
});

describe('the watermark', () => {
  const shard = fc.constantFrom(...SHARDS);
  const wrong = fc.constantFrom(-DAY, -11_000, -1, 1, 9_000, 11_000, 299_000, DAY, 9_000 * DAY);
  const skew = fc.constantFrom(undefined, 0, 3_000, OUT_OF_ORDER);
  const things = fc.oneof(
    { weight: 6, arbitrary: fc.record({ shard, late: fc.nat(OUT_OF_ORDER) }) },
    { weight: 2, arbitrary: fc.record({ shard, wrong }) },
    { weight: 1, arbitrary: fc.record({ shard, forged: wrong }) },
    { weight: 1, arbitrary: fc.record({ beats: fc.boolean() }) },
  );
  const pace = fc.constantFrom(0, 1, 500, 4_000, 90_000);
  const streams = fc.array(fc.record({ pause: pace, thing: things }), { maxLength: 40 });

  /** Lets all of it happen; gives the event times of which every event arrived that near to its time. */
  async function play(
    world: ClockWorld,
    stream: typeof streams extends fc.Arbitrary<infer S> ? S : never,
    order = OUT_OF_ORDER,
  ): Promise<ReadonlySet<number>> {
    const [inTime, others] = [new Set<number>(), new Set<number>()];
    let now = START;
    for (const { pause, thing } of stream) {
      now += pause;
      if ('beats' in thing) await world.beat(now);
      else if ('forged' in thing) {
        await world.take([forgedBeat(thing.shard, now, now + thing.forged)]);
      } else {
        const at = 'late' in thing ? now - thing.late : now + thing.wrong;
        (at >= now - order ? inTime : others).add(at);
        await world.take([click(thing.shard, now, at)]);
      }
    }
    return inTime.difference(others);
  }

  test('L18: makes nothing late that arrives within the out-of-orderness of its time', async () => {
    await fc.assert(
      fc.asyncProperty(streams, skew, async (stream, maxClockSkew) => {
        const world = clockWorld(siteOf(maxClockSkew), SHARDS);

        const inTime = await play(world, stream, OUT_OF_ORDER - (maxClockSkew ?? 0));

        expect(world.late().filter(({ eventTime }) => inTime.has(eventTime))).toEqual([]);
      }),
      runs(60),
    );
  });

  test('decides again as it did, whatever clocks say and however records are cut', async () => {
    await fc.assert(
      fc.asyncProperty(streams, fc.integer({ min: 1, max: 9 }), async (stream, size) => {
        const [live, again] = [clockWorld(site, SHARDS), clockWorld(site, SHARDS)];
        await play(live, stream);

        await again.replay(live.taken(), size);

        expect(again.decided(['by_user', 'by_page'])).toEqual(live.decided(['by_user', 'by_page']));
      }),
      runs(40),
    );
  });
});
