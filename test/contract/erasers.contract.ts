import { describe, expect, test } from '@jest/globals';
import type { RowLayout } from '../../lib/adapters/dynamodb/row-item.ts';
import { count, first, topK } from '../../lib/core/aggregators/authoring.ts';
import { bindAggregate } from '../../lib/core/aggregators/bind.ts';
import { int, string } from '../../lib/core/field-type.ts';
import type { RowImage } from '../../lib/ports/effects.ts';
import type { SeenIdStore } from '../../lib/ports/outbox.ts';
import type { RecordStore } from '../../lib/ports/record-store.ts';
import type { ErasedPlace, RowEraser } from '../../lib/ports/row-eraser.ts';
import type { RowStore } from '../../lib/ports/row-store.ts';
import type { StateEraser } from '../../lib/ports/state-eraser.ts';
import type { StateImage, StateStore } from '../../lib/ports/state-store.ts';
import { fenceOf } from '../../lib/ports/task.ts';
import { PAIR_EVENT, pair } from '../support/rows/sample-records.ts';

const FIELDS = { name: string(), n: int() };
const bound = (spec: Parameters<typeof bindAggregate>[0]) => bindAggregate(spec, FIELDS, 'a');

/** Rows that show names: the first one, and those of the largest. */
export const ERASED_LAYOUTS: ReadonlyMap<string, RowLayout> = new Map([
  [
    'named',
    {
      keyFields: ['name'],
      keyTypes: [{ kind: 'string' }],
      aggregates: {
        lines: bound(count()),
        who: bound(first('name')),
        top: bound(topK('n', 2, { label: 'name' })),
      },
    },
  ],
]);

const row = (key: string, start: number, names: readonly string[] = []): RowImage => {
  const { aggregates = {} } = ERASED_LAYOUTS.get('named') ?? {};
  const acc = Object.values(aggregates).map(({ aggregator, field, label }) => {
    const live = aggregator.create();
    names.forEach((name, i) => {
      const event: Record<string, unknown> = { name, n: i };
      const value = field === undefined ? true : event[field];
      aggregator.add(live, value, i, label === undefined ? undefined : event[label]);
    });
    return aggregator.encode(live);
  });
  return { view: 'named', key, start, end: start + 10, acc, updatedAt: 9 };
};

const shows = (columns: readonly string[], accumulators: readonly number[] = []) => ({
  ...{ texts: new Set(['ada', '855.86']), columns, accumulators },
});

export interface ErasableRows {
  readonly eraser: RowEraser;
  readonly rows: RowStore;
  readonly records: RecordStore;
}

/** What whoever erases rows and records must do. */
export function rowEraserContract(name: string, create: () => Promise<ErasableRows>): void {
  async function filled(more: readonly RowImage[] = []): Promise<RowEraser> {
    const { eraser, rows, records } = await create();
    await rows.write(
      [
        row('ada', 0, ['ada']),
        { ...row('ada', 10), mergedInto: 0 },
        row('ada|bob', 0, ['bob']),
        row('bob', 0, ['bob', 'ada']),
        row('bob', 10, ['bob']),
        row('cyd', 0, ['ada']),
        ...more,
      ],
      fenceOf(1, 1),
    );
    const records1 = [
      pair({ key: 'ada', id: 'a' }),
      pair({ key: 'x', id: 'b', stepKey: 'ada' }),
      pair({ key: 'x', id: 'c', stepKey: 'bob' }, { ...PAIR_EVENT, user: 'bob', price: 1 }),
      pair({ key: 'x', id: 'd', stepKey: 'bob' }, { ...PAIR_EVENT, user: 'bob', about: ['ada'] }),
    ];
    await records.append(records1, fenceOf(1, 1));
    return eraser;
  }
  const left = async (eraser: RowEraser, places: readonly ErasedPlace[]) =>
    Promise.all(places.map((place) => eraser.count(place)));
  const of = (view: string, ...keys: string[]) => keys.map((key) => ({ view, key }));
  const made = (stepKey: string) => ({ view: 'pairs', stepKey, range: { from: 0, to: 100 } });

  describe(`${name} keeps the RowEraser contract`, () => {
    test('erases everything of one key, what is left of merged rows too, and nothing of others', async () => {
      const eraser = await filled();

      expect(await eraser.count({ view: 'named', key: 'ada' })).toBe(2);
      expect(await eraser.erase({ view: 'named', key: 'ada' })).toBe(2);
      expect(await eraser.erase({ view: 'named', key: 'ada' })).toBe(0);

      expect(await left(eraser, of('named', 'ada', 'ada|bob', 'bob', 'cyd'))).toEqual([0, 1, 2, 1]);
      expect(await left(eraser, of('pairs', 'ada', 'x'))).toEqual([1, 3]);
    });

    test('erases what was made of the events of one key', async () => {
      const eraser = await filled();

      expect(await eraser.erase({ ...made('bob'), range: { from: 8, to: 100 } })).toBe(0);
      expect(await eraser.erase(made('bob'))).toBe(2);

      expect(await left(eraser, [made('bob'), made('ada')])).toEqual([0, 1]);
    });

    test.each([
      ['a column', { view: 'named', key: 'cyd' }, shows(['who']), 1],
      ['another column', { view: 'named', key: 'cyd' }, shows(['lines']), 0],
      ['a list', { view: 'named', key: 'bob' }, shows(['top']), 1],
      ['accumulators', { view: 'named', key: 'bob' }, shows([], [2]), 1],
      ['other accumulators', { view: 'named', key: 'bob' }, shows([], [0, 1]), 0],
      ['all of a view', { view: 'named' }, shows(['who']), 2],
      ['a record', made('ada'), shows(['user']), 1],
      ['JSON of a record', made('bob'), shows(['about']), 1],
      ['all records', { view: 'pairs' }, shows(['user', 'about']), 3],
    ])('erases only what shows somebody: in %s', async (_, place, showing, erased) => {
      const eraser = await filled();

      expect(await eraser.erase(place, showing)).toBe(erased);
      expect(await eraser.erase(place, showing)).toBe(0);
    });

    test('erases a part of a pane, and leaves the pane', async () => {
      const eraser = await filled([{ ...row('bob', 20), since: 0 }]);
      const before = await eraser.count({ view: 'named', key: 'bob' });

      await eraser.eraseRows([{ ...row('bob', 20), since: 0 }]);
      await eraser.eraseRows([{ ...row('bob', 10), since: 0 }]);

      expect(await eraser.count({ view: 'named', key: 'bob' })).toBe(before - 1);
    });

    test('erases rows by their windows', async () => {
      const eraser = await filled();

      await eraser.eraseRows([row('bob', 10), row('nobody', 0)]);

      expect(await eraser.count({ view: 'named', key: 'bob' })).toBe(1);
    });
  });
}

export interface ErasableStates {
  readonly eraser: StateEraser;
  readonly states: StateStore;
  readonly seen: SeenIdStore;
}

/** What whoever erases states, timers and ids must do. */
export function stateEraserContract(name: string, create: () => Promise<ErasableStates>): void {
  const task = { pipeline: 'shop', lane: 'exchange', shard: 'bucket-0000' };
  const state = (owner: string, key: string, who: string): StateImage => ({
    ...{ owner, key, state: { v: 1, who }, isEmpty: false },
  });
  const timer = (step: string, key: string) => ({ step, key, due: 5, isSet: true });
  const ada = (json: unknown): boolean => JSON.stringify(json).includes('"ada"');

  async function filled() {
    const { eraser, states, seen } = await create();
    const all = [state('a', '1', 'ada'), state('a', '2', 'bob'), state('a~1', '1', 'ada')];
    const timers = [timer('a', '1'), timer('a', '2'), timer('b', '1')];
    await states.write(task, { states: all, timers }, fenceOf(1, 1));
    await states.write({ ...task, pipeline: 'other' }, { states: all, timers }, fenceOf(1, 1));
    await seen.put(task, fenceOf(1, 1), [
      ['x', 1],
      ['y', 2],
    ]);
    await seen.put({ ...task, shard: 'else' }, fenceOf(1, 1), [['x', 1]]);
    const keysOf = async (pipeline = 'shop') => {
      const keys = all.map(({ owner, key }) => ({ owner, key }));
      const found = await states.read({ ...task, pipeline }, keys);
      return found.map(({ owner, key }) => `${owner} ${key}`).sort();
    };
    return { eraser, states, seen, keysOf };
  }

  describe(`${name} keeps the StateEraser contract`, () => {
    test('erases states of keys that are meant, of one pipeline', async () => {
      const { eraser, keysOf } = await filled();
      const keys = ['1', '2', '3'].map((key) => ({ owner: 'a', key }));

      expect(await eraser.eraseStates(task, keys, ada)).toBe(1);
      expect(await eraser.eraseStates(task, keys, ada)).toBe(0);
      expect(await eraser.eraseStates(task, [], ada)).toBe(0);

      expect(await keysOf()).toEqual(['a 2', 'a~1 1']);
      expect(await keysOf('other')).toEqual(['a 1', 'a 2', 'a~1 1']);
    });

    test('erases states of steps, whatever their keys are', async () => {
      const { eraser, keysOf } = await filled();

      expect(await eraser.sweepStates(task, ['a~1', 'none'], ada)).toBe(1);
      expect(await eraser.sweepStates(task, [], ada)).toBe(0);

      expect(await keysOf()).toEqual(['a 1', 'a 2']);
      expect(await keysOf('other')).toEqual(['a 1', 'a 2', 'a~1 1']);
    });

    test('erases timers that are meant', async () => {
      const { eraser, states } = await filled();

      const erased = await eraser.eraseTimers(task, ({ step, key }) => step === 'a' && key === '1');

      const due = await states.due(task, { step: 'a', until: 9, limit: 9 });
      expect([erased, due.timers.map(({ key }) => key)]).toEqual([1, ['2']]);
      const others = await states.due(task, { step: 'b', until: 9, limit: 9 });
      expect(others.timers).toHaveLength(1);
    });

    test('erases ids of tasks, and leaves the others of their epoch', async () => {
      const { eraser, seen } = await filled();

      const ids = ['x', 'z'].map((id) => ['ann', id] as const);
      expect(await eraser.eraseIds([task], ids)).toBe(1);

      expect(await seen.load([task], 0)).toEqual([['y', 2]]);
      expect(await seen.load([{ ...task, shard: 'else' }], 0)).toEqual([['x', 1]]);
    });
  });
}
