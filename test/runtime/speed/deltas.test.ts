import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contains, isWithin, rangesAt, SLOTS, slotOf } from '../../../lib/core/slots.ts';
import type { Delta, SentEvent } from '../../../lib/ports/effects.ts';
import type { ViewRuntime } from '../../../lib/runtime/rows/view-runtime.ts';
import {
  deltaOf,
  type Envelope,
  MAX_PART_CHARACTERS,
  messagesOf,
} from '../../../lib/runtime/speed/deltas.ts';
import { runs } from '../../support/property.ts';

const envelope: Envelope = {
  ...{ lane: 'sales.speed', shard: 'a', gen: 1, epoch: 4, watermark: 7, arrival: 9 },
  lineage: null,
};
const delta = (key: string, text = ''): Delta => ({
  ...{ view: 'v', key, start: 0, end: 10, acc: [text] },
});
const event = (key: string, id: string): SentEvent => ({
  ...{ view: 'w', input: 0, key, time: 1, event: ['x'], id, reached: null },
});
/** Characters of a delta whose text is empty. */
const BARE = JSON.stringify(delta('k')).length;

describe('the slot of a key', () => {
  test('is the same for ever: rows would change their owner', () => {
    expect(['', 'de', 'fr', 'ümläut', 'a'.repeat(300)].map((key) => slotOf('v', key))).toEqual([
      8925, 9191, 29668, 47003, 40163,
    ]);
  });

  test('is spread over all of them', () => {
    const quarters = Array.from({ length: 4_000 }, (_, i) =>
      Math.floor((slotOf('view', `key-${i}`) * 4) / SLOTS),
    );

    for (const quarter of [0, 1, 2, 3]) {
      const share = quarters.filter((each) => each === quarter).length;
      expect(share).toBeGreaterThan(850);
      expect(share).toBeLessThan(1_150);
    }
  });
});

test('what goes into a part of a pane says which, and what goes into a whole one does not', () => {
  const view = { id: 'v', row: { encode: (acc: unknown) => acc } } as unknown as ViewRuntime;
  const folded = { key: 'k', start: 0, end: 10, acc: [1] };

  expect(JSON.stringify(deltaOf(view, { ...folded, since: -5 }))).toContain('"since":-5');
  expect(deltaOf(view, folded)).not.toHaveProperty('since');
});

describe('the messages of an epoch', () => {
  test('tell the owner of every slot how far the lane is, though it has nothing for it', () => {
    const messages = messagesOf(envelope, { deltas: [], events: [] }, 2);

    const { lineage: _, ...about } = envelope;
    expect(messages).toEqual(
      rangesAt(2).map((slots) => ({ ...about, part: 0, parts: 1, slots, deltas: [], events: [] })),
    );
  });

  test('carry what the shard replaces, in all of their parts', () => {
    const lineage = { replaces: ['p'], siblings: ['b'] };
    const deltas = [delta('k', 'x'.repeat(MAX_PART_CHARACTERS)), delta('k', 'y')];

    const messages = messagesOf({ ...envelope, lineage }, { deltas, events: [] }, 0);

    expect(messages.map(({ part, parts, lineage: said }) => [part, parts, said])).toEqual([
      [0, 2, lineage],
      [1, 2, lineage],
    ]);
  });

  test('bring each item once, to the owner of its key, in the order of the lane', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(fc.array(key), fc.array(key), fc.nat(3), (d, e, level) => {
        const deltas = d.map((each, i) => delta(each, `${i}`.padStart(40_000)));
        const events = e.map((each, i) => event(each, `${i}`));

        const messages = messagesOf(envelope, { deltas, events }, level);

        for (const slots of rangesAt(level)) {
          const mine = messages.filter((message) => isWithin(message.slots, slots));
          expect(mine.map(({ part, parts }) => [part, parts])).toEqual(
            mine.map((_, i) => [i, mine.length]),
          );
          const isMine = ({ view, key: of }: Delta | SentEvent) =>
            contains(slots, slotOf(view, of));
          expect(mine.flatMap((message) => message.deltas)).toEqual(deltas.filter(isMine));
          expect(mine.flatMap((message) => message.events)).toEqual(events.filter(isMine));
        }
      }),
      runs(50),
    );
  });

  test.each([
    ['fill it', 0, [2]],
    ['are one character more', 1, [1, 1]],
  ])('are cut where items %s', (_, more, expected) => {
    const half = MAX_PART_CHARACTERS / 2;
    const deltas = [
      delta('k', 'x'.repeat(half - BARE)),
      delta('k', 'x'.repeat(half - BARE + more)),
    ];

    const messages = messagesOf(envelope, { deltas, events: [] }, 0);

    expect(messages.map((message) => message.deltas.length)).toEqual(expected);
  });

  test('hold one item that is larger than a message may be, and begin anew behind it', () => {
    const deltas = [
      delta('k', 'x'.repeat(MAX_PART_CHARACTERS)),
      delta('k', 'y'),
      delta('k', 'z'.repeat(MAX_PART_CHARACTERS - 2 * BARE - 1)),
    ];

    const messages = messagesOf(envelope, { deltas, events: [] }, 0);

    expect(messages.map((message) => message.deltas.length)).toEqual([1, 2]);
  });
});
