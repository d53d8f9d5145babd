import { describe, expect, test } from '@jest/globals';
import { portion } from '../../../lib/runtime/keyed/portion.ts';
import { room } from '../../../lib/runtime/keyed/room.ts';

describe('the room of an epoch', () => {
  test('is over when it is full or time is up, but never before one thing', () => {
    let isSpent = false;
    const space = room(10, () => isSpent);
    space.add(10);
    expect(space.isOver()).toBe(false);
    space.begin();
    expect([space.isOver(), space.begun(), space.used()]).toEqual([true, 1, 10]);

    const slow = room(10, () => isSpent);
    slow.begin();
    slow.add(9);
    expect(slow.isOver()).toBe(false);
    isSpent = true;
    expect(slow.isOver()).toBe(true);
  });

  test('is eight times as much for states, and for one state always enough', () => {
    const space = room(10, () => false);
    space.addState(80);
    expect(space.hasRoomForState()).toBe(true);
    space.begin();
    expect(space.hasRoomForState()).toBe(false);

    const other = room(10, () => false);
    other.begin();
    other.addState(79);
    expect(other.hasRoomForState()).toBe(true);
  });
});

describe('the results that leave in one epoch', () => {
  const leaving = (from: number, space: number, sizes: readonly number[]) => {
    const spent: number[] = [];
    const part = portion({ from, room: space, spend: (size) => spent.push(size) });
    const left = sizes.flatMap((size, i) => {
      if (!part.takes()) return [];
      part.add(size);
      return [i];
    });
    return { left, spent, cutAt: part.cutAt() };
  };

  test.each<[number, number, readonly number[], object]>([
    [0, 10, [4, 4, 4, 4], { left: [0, 1, 2], spent: [4, 4, 4], cutAt: 3 }],
    [0, 8, [4, 4, 4], { left: [0, 1], spent: [4, 4], cutAt: 2 }],
    [2, 4, [4, 4, 4, 4], { left: [2], spent: [4], cutAt: 3 }],
    [0, 1, [9], { left: [0], spent: [9], cutAt: undefined }],
    [1, 9, [4], { left: [], spent: [], cutAt: undefined }],
  ])('are those behind %d, in room for %d, of %j', (from, space, sizes, expected) => {
    expect(leaving(from, space, sizes)).toEqual(expected);
  });
});
