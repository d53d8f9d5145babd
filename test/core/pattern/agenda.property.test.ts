import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Agenda, add, remove, takeFirst } from '../../../lib/core/pattern/agenda.ts';
import { type Run, startOf } from '../../../lib/core/pattern/run.ts';
import { runs } from '../../support/property.ts';

const runFrom = (seq: number, state: number): Run<null> => {
  const event = { id: `${seq}`, ts: seq, value: null };
  return { state, link: { event, seq, stage: 0, previous: undefined, first: { seq, ts: seq } } };
};

const someStarts = fc.array(fc.nat(5), { maxLength: 30 });

const drain = (agenda: Agenda<null>): Run<null>[] => {
  const taken: Run<null>[] = [];
  for (let run = takeFirst(agenda); run !== undefined; run = takeFirst(agenda)) taken.push(run);
  return taken;
};

describe('an agenda', () => {
  test('gives back every run once, in the order of first events', () => {
    fc.assert(
      fc.property(someStarts, (starts) => {
        const agenda: Agenda<null> = [];
        starts.forEach((seq, i) => {
          add(agenda, runFrom(seq, i));
        });

        const taken = drain(agenda);

        expect(taken.map(startOf)).toEqual(starts.toSorted((a, b) => a - b));
        expect(taken.map(({ state }) => state).toSorted((a, b) => a - b)).toEqual([
          ...starts.keys(),
        ]);
      }),
      runs(),
    );
  });

  test('is in order after some runs are removed', () => {
    fc.assert(
      fc.property(someStarts, fc.nat(5), (starts, gone) => {
        const agenda: Agenda<null> = [];
        starts.forEach((seq, i) => {
          add(agenda, runFrom(seq, i));
        });

        remove(agenda, (run) => startOf(run) === gone);

        const left = starts.filter((seq) => seq !== gone).toSorted((a, b) => a - b);
        expect(drain(agenda).map(startOf)).toEqual(left);
      }),
      runs(),
    );
  });

  test('stays as it is when its runs are added again one by one', () => {
    fc.assert(
      fc.property(someStarts, (starts) => {
        const [agenda, again]: [Agenda<null>, Agenda<null>] = [[], []];
        starts.forEach((seq, i) => {
          add(agenda, runFrom(seq, i));
        });

        for (const run of agenda) add(again, run);

        expect(again).toEqual(agenda);
      }),
      runs(),
    );
  });
});
