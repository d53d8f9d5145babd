import { describe, expect, test } from '@jest/globals';
import { memoryStateStore } from '../../../lib/adapters/memory/state-store.ts';
import {
  clocksAt,
  dueAmong,
  floorsAbove,
  inheritedProgress,
  raisedFloor,
} from '../../../lib/runtime/keyed/inherited.ts';
import {
  type KeyedProgress,
  NO_KEYED_PROGRESS,
} from '../../../lib/runtime/keyed/keyed-progress.ts';

const progress = (about: Partial<KeyedProgress>): KeyedProgress => ({
  ...NO_KEYED_PROGRESS,
  ...about,
});
const [LEFT, RIGHT] = [
  { from: 0, to: 50 },
  { from: 50, to: 100 },
];
const merged = (left: Partial<KeyedProgress>, right: Partial<KeyedProgress>) =>
  inheritedProgress([
    { shard: 'l', slots: LEFT, keyed: progress(left) },
    { shard: 'r', slots: RIGHT, keyed: progress(right) },
  ]);

describe('a task that replaces others', () => {
  test('is as far as the least of them, and for the keys of one that was further as far as that', () => {
    const { clocks, floors = [] } = merged({ clocks: { a: 90 } }, { clocks: { a: 100 } });

    expect(clocks).toEqual({ a: 90 });
    expect(clocksAt(clocks, floors, 49)).toEqual({ a: 90 });
    expect(clocksAt(clocks, floors, 50)).toEqual({ a: 100 });
    expect(floorsAbove({ a: 99 }, floors)).toHaveLength(1);
    expect(floorsAbove({ a: 100 }, floors)).toHaveLength(0);
  });

  test('knows nothing of a clock that one of them did not know', () => {
    const { clocks, floors = [] } = merged({ clocks: { a: 90, b: 1 } }, { clocks: { b: 2 } });

    expect(clocks).toEqual({ b: 1 });
    expect(clocksAt(clocks, floors, 0)).toEqual({ a: 90, b: 1 });
    expect(clocksAt(clocks, floors, 60)).toEqual({ b: 2 });
  });

  test('has told of steps no more than all of them, and takes turns behind all of theirs', () => {
    const after = merged(
      { told: { s: 5, t: 1 }, turns: 3, arrival: 8 },
      { told: { s: 4 }, turns: 7, arrival: 2 },
    );

    expect(after).toMatchObject({ told: { s: 4 }, turns: 7, arrival: 8 });
  });

  test('keeps, when it is split in turn, what is further for its half only', () => {
    const floors = [
      { ...LEFT, clocks: { a: 70 } },
      { from: 20, to: 80, clocks: { a: 80 } },
    ];
    const keyed = progress({ clocks: { a: 10 }, floors });

    const half = inheritedProgress([{ shard: 'x', slots: RIGHT, keyed }]);

    expect(half.clocks).toEqual({ a: 10 });
    expect(half.floors).toEqual([{ from: 50, to: 80, clocks: { a: 80 } }]);
  });

  test('looks for timers where those that had some have written them, and others before them', () => {
    const after = merged(
      { timers: { s: 30, t: 5 }, homes: { s: ['older'] } },
      { timers: { s: 20 }, homes: { u: ['gone'] } },
    );

    expect(after.timers).toEqual({ s: 20, t: 5 });
    expect(after.homes).toEqual({ s: ['l', 'older', 'r'], t: ['l'] });
  });

  test('starts from nothing if none of them was ever read', () => {
    expect(inheritedProgress([])).toEqual(NO_KEYED_PROGRESS);
  });
});

describe('time that is further for some slots', () => {
  test('is raised for those, and never goes back', () => {
    const once = raisedFloor([], LEFT, ['a', 5]);
    const again = raisedFloor(once, LEFT, ['a', 3]);
    const more = raisedFloor(again, LEFT, ['b', 4]);

    expect(more).toEqual([{ ...LEFT, clocks: { a: 5, b: 4 } }]);
    expect(raisedFloor(more, RIGHT, ['a', 1])).toHaveLength(2);
  });
});

describe('timers of a task and of those before it', () => {
  const task = { pipeline: 'p', lane: 'exchange', shard: 'own' };
  const timer = (key: string, due: number, shard?: string) => ({
    ...{ step: 's', key, due, isSet: true },
    ...(shard !== undefined && { home: shard }),
  });

  async function stored(...timers: ReturnType<typeof timer>[]) {
    const states = memoryStateStore();
    await states.write(task, { states: [], timers }, '1');
    return states;
  }
  const query = (limit: number, until = 100) => ({
    ...{ step: 's', until, limit },
    isAskedFor: (key: string) => !key.startsWith('theirs'),
  });
  const homes = ['l', 'r'];

  test('come in the order of their times, each with where it is, as many as are asked for', async () => {
    const states = await stored(timer('a', 3), timer('b', 1, 'l'), timer('c', 2, 'r'));

    const { timers, next } = await dueAmong(states, { task, homes }, query(2));

    expect(timers.map(({ key, home }) => [key, home])).toEqual([
      ['b', 'l'],
      ['c', 'r'],
    ]);
    expect(next).toBe(3);
  });

  test('are not those of keys that another task has taken over, however many come first', async () => {
    const theirs = Array.from({ length: 9 }, (_, i) => timer(`theirs${i}`, i, 'l'));
    const states = await stored(...theirs, timer('mine', 50, 'l'), timer('mine', 200, 'r'));

    const due = await dueAmong(states, { task, homes }, query(5));

    expect(due.timers.map(({ key, due: at }) => [key, at])).toEqual([['mine', 50]]);
    expect(due.next).toBe(200);
    expect(due.homes).toEqual(homes);
  });

  test('are no longer looked for where there is none left', async () => {
    const states = await stored(timer('theirs', 1, 'l'), timer('b', 200, 'r'));

    const due = await dueAmong(states, { task, homes }, query(5));

    expect(due).toEqual({ timers: [], next: 200, homes: ['r'] });
  });

  test('are removed where they were written', async () => {
    const states = await stored(timer('a', 1, 'l'), timer('a', 1));
    const stale = { ...timer('a', 1, 'l'), isSet: false };

    await states.write(task, { states: [], timers: [stale] }, '2');

    expect(await dueAmong(states, { task, homes }, query(5))).toMatchObject({
      timers: [{ key: 'a', due: 1 }],
      homes: [],
    });
  });
});
