import { describe, expect, test } from '@jest/globals';
import { jsonSize } from '../../../lib/core/json/json-size.ts';
import { BEGINNING_OF_TIME } from '../../../lib/core/time.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import type { Delta, ExchangeMessage, SentEvent } from '../../../lib/ports/effects.ts';
import { deltaEpoch, rowSizes } from '../../../lib/runtime/exchange/delta-epoch.ts';
import { type LaneBoard, unheard } from '../../../lib/runtime/exchange/lane-board.ts';
import { readSlices } from '../../../lib/runtime/exchange/read-slices.ts';
import { stillUnderWay, wakeMessage } from '../../../lib/runtime/exchange/wake.ts';
import type { KeyedEpoch } from '../../../lib/runtime/keyed/keyed-epoch.ts';
import { type Room, room } from '../../../lib/runtime/keyed/room.ts';
import { exchangeLaneOf } from '../../../lib/runtime/lanes/lanes-of.ts';
import { rowCache } from '../../../lib/runtime/rows/row-cache.ts';
import { shop } from '../../support/definitions/shop.ts';

const ALL = { from: 0, to: 100 };
const LANE = 'sales.speed';
const VIEW = 'recent_by_country';
const { views } = exchangeLaneOf(shop, planOf(shop));
const runtimes = new Map(views.map(({ runtime }) => [runtime.id, runtime]));
const viewOf = (id: string) => runtimes.get(id);
const lateness = viewOf(VIEW)?.plan.allowedLateness ?? Number.NaN;

const delta = (key: string, about: Partial<Delta> = {}): Delta => ({
  ...{ view: VIEW, key, start: 10_000, end: 20_000, acc: [1] },
  ...about,
});
const event = (id: string, reached: number | null = null): SentEvent => ({
  ...{ view: 'w', input: 0, key: 'k', time: 1, event: [], id, reached },
});
const message = (about: Partial<ExchangeMessage> = {}): ExchangeMessage => ({
  ...{ lane: LANE, shard: 'a', gen: 1, epoch: 2, part: 0, parts: 1, slots: ALL },
  ...{ watermark: 100, arrival: 7, deltas: [], events: [] },
  ...about,
});
const whole = (of: ExchangeMessage) => ({
  ...{ message: of, from: 0, to: of.deltas.length + of.events.length },
});

const NONE = { deltas: 0, late: 0, refused: 0 };
const epochOf = (space: Room = room(1_000_000, () => false), sizes = rowSizes()) =>
  deltaEpoch(NONE, { viewOf, room: space, sizes });

describe('deltas of one epoch', () => {
  const at = (...deltas: Delta[]) => whole(message({ deltas }));

  test('are in time to the end of what is allowed, and one millisecond later are not', () => {
    const epoch = epochOf();

    epoch.take(at(delta('de')), 0, 20_000 + lateness - 1);
    epoch.take(at(delta('de')), 0, 20_000 + lateness);

    expect(epoch.counters).toEqual({ deltas: 2, late: 1, refused: 0 });
    expect(epoch.late).toEqual([
      {
        ...{ view: VIEW, key: 'de', start: 10_000, eventTime: 10_000, sub: 0 },
        ...{ sequence: `${LANE}/a/1/2/0.0`, watermark: 20_000 + lateness },
      },
    ]);
  });

  test('of a view that was removed are passed over', () => {
    const epoch = epochOf();

    epoch.take(at(delta('de', { view: 'gone' })), 0, 0);
    epoch.take(at(), 0, 0);

    expect(epoch.counters).toEqual(NONE);
  });

  test('become one row each, with what is committed, the newest arrival and in the order of arrival', async () => {
    const epoch = epochOf();
    const stored = { ...delta('fr'), acc: [10], updatedAt: 1 };
    const store = { read: async () => [stored] } as never;
    const cache = rowCache(store, (id) => viewOf(id)?.row);
    epoch.take(at(delta('fr'), delta('de')), 0, 0);
    epoch.take(at(delta('fr'), delta('de')), 1, 0);
    epoch.take(whole(message({ deltas: [delta('de', { acc: [4] })], arrival: 9 })), 0, 0);
    epoch.take(whole(message({ deltas: [delta('de', { acc: [5] })], arrival: 3 })), 0, 0);

    const rows = await epoch.rows(cache);

    const about = { view: VIEW, start: 10_000, end: 20_000 };
    expect(rows).toEqual([
      { ...about, key: 'fr', acc: [11], updatedAt: 7 },
      { ...about, key: 'de', acc: [10], updatedAt: 9 },
    ]);
    const [before] = await cache.load([delta('de')]);
    expect(before?.committed).toBeUndefined();
    epoch.keep();
    const [after] = await cache.load([delta('de')]);
    expect(after?.committed).toHaveLength(1);
  });

  test('take room by the row that they change, where it is known to be large', () => {
    const sizes = rowSizes();
    const id = `${VIEW}\n10000\n\nde`;
    const used = () => {
      const space = room(1_000_000, () => false);
      const epoch = epochOf(space, sizes);
      epoch.take(at(delta('de')), 0, 0);
      const first = space.used();
      epoch.take(at(delta('de')), 0, 0);
      return [first, space.used() - first];
    };
    const [small = 0, again] = used();

    sizes.set(id, 999);
    const [same] = used();
    sizes.set(id, 1_000);
    const [large = 0] = used();

    expect(same).toBe(small);
    expect(again).toBe(jsonSize([1]));
    expect(large - small).toBe(1_000 - jsonSize([1]));
  });

  test('and events that are set aside keep what they were', () => {
    const epoch = epochOf();
    const slice = whole(message({ deltas: [delta('de')], events: [event('e', 4)] }));

    epoch.refuse(slice, 0, 50);
    epoch.refuse(slice, 1, 60);

    expect(epoch.counters).toEqual({ deltas: 0, late: 0, refused: 2 });
    expect(epoch.late).toEqual([
      {
        ...{ view: VIEW, key: 'de', start: 10_000, eventTime: 10_000, sub: 0, watermark: 50 },
        ...{ sequence: `${LANE}/a/1/2/0.0`, why: 'overflow: effects', payload: delta('de') },
      },
      {
        ...{ view: 'w', eventTime: 1, sub: 1, watermark: 60 },
        ...{ sequence: `${LANE}/a/1/2/0.0`, why: 'overflow: effects', payload: event('e', 4) },
      },
    ]);
  });
});

describe('messages that are read', () => {
  const expecting = (...shards: string[]): LaneBoard => ({
    [LANE]: Object.fromEntries(shards.map((shard) => [shard, [unheard(ALL)]])),
  });

  /** Reads messages into an epoch that remembers what it is told. */
  async function reading(
    messages: readonly ExchangeMessage[],
    about: {
      board?: LaneBoard;
      space?: Room;
      refuses?: boolean;
      takes?: number;
      /** Items of each message that were taken before. */
      from?: number;
    } = {},
  ) {
    const told: unknown[] = [];
    const loaded: string[][] = [];
    const epoch = {
      arrive: (arrival: number) => told.push(['arrive', arrival]),
      load: async (events: readonly SentEvent[], from: number) => {
        told.push(['load', from]);
        loaded.push(events.map(({ id }) => id));
        return events.length;
      },
      hasRoomFor: ({ id }: SentEvent) => about.takes === undefined || Number(id) < about.takes,
      reach: (clock: string, to: number) => told.push([clock, to]),
      take: ({ id }: SentEvent) => {
        told.push(['take', id]);
        return undefined;
      },
    } as unknown as KeyedEpoch;
    const space = about.space ?? room(1_000_000, () => false);
    const deltas = epochOf(space);
    const read = await readSlices(
      messages.map(whole).map((slice) => ({ ...slice, from: about.from ?? 0 })),
      { board: about.board ?? expecting('a'), watermarks: {} },
      {
        ...{ epoch, deltas, room: space, refuses: about.refuses ?? false },
        ...{ clockOf: () => 'sales', views: [{ view: VIEW, lane: LANE }] },
      },
    );
    return { told, loaded, deltas, read };
  }

  test('load what is left of them, and nothing that was taken before', async () => {
    const of = { deltas: [delta('a')], events: [event('0'), event('1'), event('2')] };

    const { told, loaded } = await reading([message(of)], { from: 2 });

    expect(loaded).toEqual([['1', '2']]);
    expect(told.filter((each) => (each as unknown[])[0] === 'take')).toEqual([
      ['take', `${LANE}/a/1`],
      ['take', `${LANE}/a/2`],
    ]);
  });

  test('move time when all is read, after each event as far as its own shard and all others are', async () => {
    const board = expecting('a', 'b');
    const others = { ...board, [LANE]: { ...board[LANE], b: [unheard(ALL, 70)] } };
    const events = [event('0', 50), event('1', 90), event('2', null)];

    const { told, read } = await reading([message({ events })], { board: others });

    expect(told).toEqual([
      ...[
        ['arrive', 7],
        ['load', 0],
      ],
      ...[
        ['sales', 50],
        ['take', `${LANE}/a/0`],
      ],
      ...[
        ['sales', 70],
        ['take', `${LANE}/a/1`],
      ],
      ...[
        ['sales', BEGINNING_OF_TIME],
        ['take', `${LANE}/a/2`],
      ],
      ...[
        ['sales', 70],
        ['sales', 70],
      ],
    ]);
    expect(read.watermarks).toEqual({ [VIEW]: 70 });
  });

  test('end with the first event for which there is no room, and say how far they are', async () => {
    const events = [event('0'), event('1'), event('2')];

    const { told, read } = await reading([message({ events })], { takes: 2 });

    expect(told.filter((each) => (each as unknown[])[0] === 'take')).toHaveLength(2);
    expect(read.board[LANE]?.['a']?.[0]).toMatchObject({ parts: { 0: 2 }, watermark: null });
    expect(read.watermarks).toEqual({});
  });

  test('end before a message of which nothing was read, and leave it to the next epoch', async () => {
    const messages = [
      message({ events: [event('0')] }),
      message({ epoch: 3, events: [event('1')] }),
    ];

    const { read } = await reading(messages, { takes: 1 });

    expect(read.board[LANE]?.['a']?.[0]).toMatchObject({ epoch: 2, parts: null, watermark: 100 });
  });

  test('set the first item aside where no head holds what it changes, and that one only', async () => {
    const deltas = [delta('a'), delta('b')];

    const { deltas: epoch, read } = await reading([message({ deltas })], {
      ...{ refuses: true, space: room(1, () => false) },
    });

    expect(epoch.counters).toMatchObject({ refused: 1, deltas: 1 });
    expect(epoch.late).toMatchObject([
      { key: 'a', payload: deltas[0], watermark: BEGINNING_OF_TIME },
    ]);
    expect(read.board[LANE]?.['a']?.[0]).toMatchObject({ parts: null });
  });
});

describe('the message of a task to itself', () => {
  const wake = wakeMessage({ pipeline: 'p', lane: 's', shard: 'x' }, ALL, message());

  test('names its shard and its epoch, and holds nothing', () => {
    expect(wake).toEqual({
      ...{ lane: 'wake', shard: 'x', gen: 1, epoch: 2, arrival: 7, slots: ALL },
      ...{ part: 0, parts: 1, watermark: null, deltas: [], events: [] },
    });
  });

  test('is under way until it or a later one comes', () => {
    expect(stillUnderWay(null, [whole(wake)])).toBeNull();
    expect(stillUnderWay(2, [])).toBe(2);
    expect(stillUnderWay(2, [whole(message({ epoch: 9 }))])).toBe(2);
    expect(stillUnderWay(3, [whole(wake)])).toBe(3);
    expect(stillUnderWay(2, [whole(message()), whole(wake)])).toBeNull();
    expect(stillUnderWay(1, [whole(wake)])).toBeNull();
  });
});
