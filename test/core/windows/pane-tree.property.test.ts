import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { paneTree } from '../../../lib/core/windows/pane-tree.ts';
import { runs } from '../../support/property.ts';

const bags = {
  create: (): number[] => [],
  combine: (into: number[], from: number[]) => void into.push(...from),
};

const anIndex = fc.integer({ min: -3, max: 6 });
const anAct = fc.oneof(
  { weight: 4, arbitrary: fc.record({ add: anIndex }) },
  { weight: 4, arbitrary: fc.record({ from: anIndex, length: fc.nat(10) }) },
  { weight: 1, arbitrary: fc.record({ drop: anIndex }) },
);

const sorted = (bag: readonly number[]): number[] => bag.toSorted((a, b) => a - b);

test('a tree of panes gives of every range what is in it, whatever was asked and changed before', () => {
  fc.assert(
    fc.property(fc.array(anAct, { maxLength: 60, size: 'max' }), (acts) => {
      const tree = paneTree(bags);
      let held: { readonly index: number; readonly value: number }[] = [];

      acts.forEach((act, value) => {
        if ('add' in act) {
          tree.at(act.add).push(value);
          held.push({ index: act.add, value });
        } else if ('drop' in act) {
          tree.dropBefore(act.drop);
          held = held.filter(({ index }) => index >= act.drop);
        } else {
          const { from, length } = act;
          const mine = held.filter(({ index }) => from <= index && index < from + length);
          expect(sorted(tree.between(from, from + length))).toEqual(mine.map((one) => one.value));
          const behind = held.filter(({ index }) => index >= from).map(({ index }) => index);
          expect(tree.first(from)).toBe(behind.length === 0 ? undefined : Math.min(...behind));
        }
        const there = new Set(held.map(({ index }) => index));
        expect(tree.size).toBe(there.size);
        expect(Array.from(tree.entries(), ([index]) => index)).toEqual(sorted([...there]));
      });
    }),
    runs(500),
  );
});
