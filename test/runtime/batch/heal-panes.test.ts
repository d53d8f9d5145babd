import { describe, expect, test } from '@jest/globals';
import { memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import type { RowImage } from '../../../lib/ports/effects.ts';
import { fenceOf } from '../../../lib/ports/task.ts';
import { healPanes } from '../../../lib/runtime/batch/heal-rows.ts';

const pane = (acc: number, more: Partial<RowImage> = {}): RowImage => ({
  ...{ view: 'sums', key: 'ada', start: 0, end: 10, acc: [acc], updatedAt: 1 },
  ...more,
});

async function healed(standing: readonly RowImage[], right: RowImage, ...names: string[]) {
  const store = memoryRowStore();
  await store.write(standing, fenceOf(1, 1));
  const verdicts: string[] = [];
  for (const name of names) verdicts.push(...(await healPanes(store, [right], name)));
  return { verdicts, run: store.runOf(right) };
}

describe('healing panes', () => {
  test('writes one with parts although it is right itself: late events may have cancelled out', async () => {
    const { verdicts, run } = await healed([pane(5), pane(1, { since: -10 })], pane(5), 'r1', 'r2');

    expect(verdicts).toEqual(['healed', 'equal']);
    expect(run).toBe('r1');
  });

  test('calls one healed, and not missing, of which there were parts only', async () => {
    const { verdicts } = await healed([pane(1, { since: -10 })], pane(1), 'r1');

    expect(verdicts).toEqual(['healed']);
  });

  test.each([
    ['equal', [pane(5)]],
    ['missing', [pane(5, { key: 'bob' })]],
    ['missing', [pane(5, { start: 10, end: 20, since: 0 })]],
  ])('finds one without parts %s', async (verdict, standing) => {
    expect((await healed(standing, pane(5), 'r1')).verdicts).toEqual([verdict]);
  });
});
