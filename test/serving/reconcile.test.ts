import { describe, expect, test } from '@jest/globals';
import type { Value } from '../../lib/core/value.ts';
import { reconcile, type Sides } from '../../lib/serving/reconcile.ts';

const HOUR = 3_600_000;

const row = (key: string, start: number, values: Readonly<Record<string, Value>>) => ({
  ...{ key, start, end: start + HOUR, values },
});

const standing = (key: string, start: number, orders: number, isHealed = false) => ({
  ...row(key, start, { orders, paid: { units: BigInt(orders) * 100n, scale: 2 } }),
  isHealed,
});

const computed = (key: string, start: number, orders: number) =>
  row(key, start, { orders: BigInt(orders), paid: { units: BigInt(orders) * 1_000n, scale: 3 } });

const sides = (change: Partial<Sides>): Sides => ({
  columns: [
    { name: 'orders', type: { kind: 'int' }, isExact: true },
    { name: 'paid', type: { kind: 'decimal', scale: 2 }, isExact: true },
  ],
  standing: [standing('de', 0, 3), standing('fr', 0, 1, true)],
  computed: [computed('de', 0, 3), computed('fr', 0, 1)],
  late: [],
  isCovered: () => false,
  ...change,
});

describe('reconcile', () => {
  test('takes numbers for equal whatever types the two have them in', () => {
    expect(reconcile(sides({}))).toEqual({
      ...{ compared: 2, equal: 2, healed: 1, missing: 0, confirmed: 0, kept: 0 },
      ...{ late: 0, lateOfUnknownKey: 0, recovered: 0, unexplained: [] },
    });
  });

  test('takes what a row shows the beginning of for what begins so, and for nothing else', () => {
    const texts = (first: string, top: readonly string[]) => row('de', 0, { first, top });
    const compare = (first: string, top: readonly string[], truncated: readonly string[]) =>
      reconcile(
        sides({
          columns: [
            { name: 'first', type: { kind: 'string' }, isExact: true },
            { name: 'top', type: { kind: 'list', of: { kind: 'string' } }, isExact: true },
          ],
          standing: [{ ...texts(first, top), truncated, isHealed: false }],
          computed: [texts('abc', ['de', 'fg'])],
        }),
      ).equal;

    expect(compare('ab', ['de', 'f'], ['first', 'top'])).toBe(1);
    expect(compare('ab', ['de'], ['first', 'top'])).toBe(1);
    expect(compare('ac', ['de'], ['first', 'top'])).toBe(0);
    expect(compare('ab', ['dx'], ['first', 'top'])).toBe(0);
    expect(compare('ab', ['de', 'fg'], [])).toBe(0);
  });

  test('names a row that differs, is missing, or should not be', () => {
    const { unexplained, equal, missing } = reconcile(
      sides({ standing: [standing('de', 0, 2), standing('es', 0, 1)] }),
    );

    expect([equal, missing]).toEqual([0, 1]);
    expect(unexplained).toEqual([
      { key: 'de', start: 0, what: 'orders: got 2, expected 3' },
      { key: 'fr', start: 0, what: 'there is no row' },
      { key: 'es', start: 0, what: 'the lake has no event of this row' },
    ]);
  });

  test('explains a difference by a late event, but not where a batch run has computed the window', () => {
    const late = [
      { key: 'de', eventTime: HOUR / 2 },
      { key: 'fr', eventTime: HOUR / 2 },
    ];
    const differs = { standing: [standing('de', 0, 2), standing('fr', 0, 1)], late };

    const before = reconcile(sides(differs));
    const after = reconcile(sides({ ...differs, isCovered: () => true }));
    const elsewhere = reconcile(sides({ ...differs, late: [{ key: 'de', eventTime: HOUR }] }));

    expect([before.late, before.unexplained]).toEqual([1, []]);
    expect([after.late, after.recovered, after.unexplained.length]).toEqual([0, 2, 1]);
    expect(elsewhere.unexplained).toHaveLength(1);
  });

  test('explains no row by a late event of another key', () => {
    const differs = { standing: [standing('de', 0, 2), standing('fr', 0, 2)] };

    const { late, unexplained } = reconcile(
      sides({ ...differs, late: [{ key: 'fr', eventTime: HOUR / 2 }] }),
    );

    expect(late).toBe(1);
    expect(unexplained).toMatchObject([{ key: 'de', start: 0 }]);
  });

  test('says how many rows it explains only by late events that name no key', () => {
    const differs = { standing: [standing('de', 0, 2), standing('fr', 0, 2)] };
    const late = [{ key: 'fr', eventTime: HOUR / 2 }, { eventTime: HOUR / 2 }];

    expect(reconcile(sides({ ...differs, late }))).toMatchObject({
      ...{ late: 2, lateOfUnknownKey: 1, unexplained: [] },
    });
  });

  test('names a row that no batch run has computed as it is, where one has', () => {
    const results = [computed('de', 0, 2), computed('de', 0, 3), computed('fr', 0, 2)];

    const found = reconcile(sides({ results }));

    expect(found).toMatchObject({ equal: 2, confirmed: 1 });
    expect(found.unexplained).toEqual([
      { key: 'fr', start: 0, what: 'results of a batch run: orders: got 1, expected 2' },
    ]);
  });

  test('bears with the last bits of a double only where they may differ', () => {
    const one = (isExact: boolean) =>
      reconcile(
        sides({
          columns: [{ name: 'mean', type: { kind: 'double' }, isExact }],
          standing: [{ ...row('de', 0, { mean: 0.1 + 0.2 }), isHealed: false }],
          computed: [row('de', 0, { mean: 0.3 })],
        }),
      );

    expect([one(false).equal, one(true).equal]).toEqual([1, 0]);
  });
});
