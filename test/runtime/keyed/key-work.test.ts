import { describe, expect, test } from '@jest/globals';
import { passThrough } from '../../../lib/core/operators/pass-through.ts';
import type { SentEvent } from '../../../lib/ports/effects.ts';
import { freshEntry, type KeyEntry } from '../../../lib/runtime/keyed/key-entry.ts';
import { keyWork } from '../../../lib/runtime/keyed/key-work.ts';
import { noResults } from '../../../lib/runtime/keyed/results.ts';
import { type Room, room } from '../../../lib/runtime/keyed/room.ts';
import type { ViewWorker } from '../../../lib/runtime/keyed/view-worker.ts';

const LIMIT = 1_000;

const event = (id: string): SentEvent => ({
  ...{ view: 'it', input: 0, key: 'k', time: 1, event: [], id, reached: null },
});
/** About what an event itself takes of the room. */
const SIZE = JSON.stringify(event('a')).length;

interface Given {
  /** How large each result of an event is, by the event's id. */
  readonly gives?: Readonly<Record<string, readonly number[]>>;
  readonly isStateful?: boolean;
  readonly refuses?: boolean;
  readonly space?: Room;
}

/** Keys of a view whose worker notes what it is given, and gives results of some sizes. */
function world({
  gives = {},
  isStateful = true,
  refuses = false,
  space = room(LIMIT, () => false),
}: Given) {
  const told: unknown[] = [];
  const at = { refuses: false } as ViewWorker['at'];
  const give = (id: string): void => {
    told.push([id, at.refuses]);
    for (const size of gives[id] ?? []) if (at.portion.takes()) at.portion.add(size);
  };
  const encoding = isStateful ? 'windows/1' : passThrough.encoding;
  const worker = {
    ...{ id: 'it', owners: ['it'], steps: [{ id: 'it', keyed: { encoding } }], at },
    take: (_entry: KeyEntry, sent: SentEvent) => give(sent.id),
    advance: () => give('time'),
  } as unknown as ViewWorker;
  const results = noResults({ events: 0, late: 0, overflow: 0, failed: 0 });
  let turns = 0;
  const reloaded = freshEntry('it', 'k', 1);
  const work = keyWork({
    ...{ results, room: space, refuses, arrival: () => 1, nextTurn: () => ++turns },
    reload: async () => reloaded,
  });
  const entry = freshEntry('it', 'k', 1);
  const take = (id: string) => work.happen(entry, worker, { event: event(id), clocks: {} });
  return { told, work, worker, results, entry, reloaded, take };
}

describe('a key in an epoch', () => {
  test('may take a quarter of the room while others wait, and then falls behind', async () => {
    const within = world({ gives: { a: [LIMIT / 4] } });
    const beyond = world({ gives: { a: [LIMIT / 4 + 1] } });

    for (const { take } of [within, beyond]) {
      await take('a');
      await take('b');
    }

    expect(within.told).toHaveLength(2);
    expect(within.entry.backlog).toBeUndefined();
    expect(beyond.told).toHaveLength(1);
    expect(beyond.entry.backlog).toMatchObject({ turn: 1, from: 0 });
    expect(beyond.entry.backlog?.happenings.map((each) => each.event?.id)).toEqual(['b']);
  });

  test('with more results than room is put back to where it was, as large as it has become', async () => {
    const { take, work, reloaded, entry } = world({ gives: { a: [LIMIT, 1, 1] } });
    entry.size = 77;

    await take('a');

    expect([...work.touched.keys()]).toEqual([reloaded]);
    expect(reloaded.backlog).toMatchObject({ turn: 1, from: 1 });
    expect(reloaded.size).toBe(entry.size);
    expect(entry.size).toBeGreaterThanOrEqual(77 + SIZE - 5);
  });

  test('without state is given all its results at once: it is never read again', async () => {
    const { take, told, entry } = world({ gives: { a: [LIMIT, 1, 1] }, isStateful: false });

    expect(take('a')).toBeUndefined();
    await take('b');

    expect(told).toHaveLength(2);
    expect(entry.backlog).toBeUndefined();
  });

  test('sets the first thing aside where no head holds it: an event itself, of time what it gives', async () => {
    const events = world({ refuses: true });
    const time = world({ refuses: true });

    await events.take('a');
    await events.take('b');
    await time.work.happen(time.entry, time.worker, { clocks: {} });
    await time.work.happen(time.entry, time.worker, { clocks: {} });

    expect(events.told).toEqual([['b', false]]);
    expect(events.results.late).toMatchObject([{ sequence: 'a', why: 'overflow: effects' }]);
    expect(time.told).toEqual([
      ['time', true],
      ['time', false],
    ]);
  });

  test('works off one thing though there is no room, and leaves the others for later turns', async () => {
    const space = room(LIMIT, () => true);
    const { work, worker, entry, told } = world({ space });
    space.begin();
    const happenings = ['a', 'b', 'c'].map((id) => ({ event: event(id), clocks: {} }));
    entry.backlog = { turn: 9, from: 0, happenings };

    await work.workOff(entry, worker);

    expect(told).toEqual([['a', false]]);
    expect(entry.backlog).toEqual({ turn: 1, from: 0, happenings: happenings.slice(1) });
  });
});
