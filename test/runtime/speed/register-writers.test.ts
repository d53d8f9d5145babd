import { describe, expect, test } from '@jest/globals';
import { END_OF_TIME } from '../../../lib/core/time.ts';
import type { Registration } from '../../../lib/runtime/speed/progress.ts';
import { ALL_NAMED, registerWriters } from '../../../lib/runtime/speed/register-writers.ts';

/** Rows of which each call takes a while; says what was begun, and fails if the one before was not done. */
function slowRows() {
  const calls: unknown[][] = [];
  let isBusy = false;
  const slow =
    (name: string) =>
    async (...given: unknown[]): Promise<void> => {
      if (isBusy) throw new Error(`${name} ${given} begins before ${calls.at(-1)} is done`);
      isBusy = true;
      calls.push([name, ...given.map((each) => (each === undefined ? null : each))]);
      await new Promise((done) => setImmediate(done));
      isBusy = false;
    };
  const rows = { expectTasks: slow('expect'), publishWatermark: slow('publish') };
  return { rows: rows as never, calls };
}

const split: Registration = {
  epoch: 1,
  lineage: { replaces: ['a'], siblings: ['c'] },
  starts: [
    ['b', 5],
    ['c', null],
  ],
  ...{ views: ['v'], newViews: ['v'], others: ['z'] },
};

describe('the writers of a view', () => {
  test('are named before one of them is retired, one call after the other', async () => {
    const { rows, calls } = slowRows();

    await registerWriters({ rows }, split, 'v');

    expect(calls).toEqual([
      ['expect', 'v', ['z', 'a', 'b', 'c'], ALL_NAMED],
      ['publish', 'v', ALL_NAMED, END_OF_TIME],
      ['expect', 'v', ['c']],
      ['publish', 'v', 'b', 5],
      ['publish', 'v', 'a', END_OF_TIME],
    ]);
  });

  test('of a view that was there are those that replace others', async () => {
    const { rows, calls } = slowRows();

    await registerWriters({ rows }, { ...split, newViews: [] }, 'v');

    expect(calls).toEqual([
      ['expect', 'v', ['c']],
      ['publish', 'v', 'b', 5],
      ['publish', 'v', 'a', END_OF_TIME],
    ]);
  });
});
