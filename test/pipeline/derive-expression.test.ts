import { describe, expect, test } from '@jest/globals';
import { count, max, sum } from '../../lib/core/aggregators/authoring.ts';
import { expression } from '../../lib/core/cel/build.ts';
import { compileValueOn } from '../../lib/core/cel/field-value.ts';
import type { Decimal } from '../../lib/core/decimal.ts';
import { where } from '../../lib/core/expression.ts';
import { decimal, type Field, int, optional, string } from '../../lib/core/field-type.ts';
import { exactNumber } from '../../lib/core/schema/exact-json.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Event } from '../../lib/pipeline/definition/definition.ts';
import { explainField, explainStep } from '../../lib/pipeline/explain/steps.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { transformOf } from '../../lib/runtime/operators/transform.ts';
import {
  expectRefusal,
  type Mistake,
  Sale,
  type Sales,
  salesOf,
} from '../support/definitions/mistakes.ts';
import { runGives } from '../support/definitions/platforms.ts';

const EVENT: Event = {
  ...{ id: 'a', customer: 'ann', at: 1_000, amount: 1_250, ratio: 0.5, lines: 3, units: 7n },
  extra: {
    city: 'Oslo',
    lines: [{ sku: 'x' }, { sku: 'y' }],
    big: exactNumber('9007199254740993'),
  },
};

const derived = (text: string, { event = EVENT, as }: { event?: Event; as?: Field } = {}) => {
  const given: unknown[] = [];
  const made = compileValueOn(text, Sale.fields, as);
  transformOf([{ kind: 'deriveExpression', name: 'x', expression: made }])(event, (each) =>
    given.push(each['x']),
  );
  const [value] = given;
  return { type: explainField({ name: 'x', ...made.field }), value };
};

describe('a field derived by an expression', () => {
  test.each([
    ["customer + '!'", 'x string', 'ann!'],
    ['lines > 2', 'x boolean', true],
    ['lines * 2 - 1', 'x int', 5],
    ['uint(lines)', 'x int', 3],
    ['ratio * 2.5', 'x double', 1.25],
    ['amount * 2', 'x decimal(2)', 2_500],
    ['amount * 1.19', 'x decimal(4)', 148_750],
    ['quotient(amount, lines, 4)', 'x decimal(4)', 41_667],
    ['units + 1', 'x bigint', 8n],
    ["at + duration('1m')", 'x instant', 61_000],
    ['extra.city', 'x json', 'Oslo'],
    ['extra.big', 'x json', exactNumber('9007199254740993')],
    ['extra.lines.map(line, line.sku)', 'x json', ['x', 'y']],
    [
      "{'when': at, 'exact': amount, 'n': lines}",
      'x json',
      {
        ...{ when: '1970-01-01T00:00:01Z', exact: 12.5, n: 3 },
      },
    ],
    ['gap.optMap(g, g * 2)', 'x int?', undefined],
    ['extra.?town', 'x json?', undefined],
    ['gap.orValue(4) + lines', 'x int', 7],
  ])('holds what %s gives, as %s', (text, type, value) => {
    expect(derived(text)).toEqual({ type, value });
  });

  test.each([
    ['extra.city', string(), 'Oslo'],
    ['extra.?town', optional(string()), undefined],
    ['amount * 2', decimal(2), 2_500],
    ['lines + 1', optional(int()), 4],
  ])('holds what %s gives as the field that is named', (text, as, value) => {
    expect(derived(text, { as }).value).toEqual(value);
  });

  test.each([
    ['10 / lines', { lines: 0 }, 'x: a division by zero, at character 1 of "»1«0 / lines"'],
    ['lines * 1000', { lines: 2 ** 50 }, 'x: the whole number is beyond 53 bits, at character 1'],
    ['amount * 1000', { amount: 2 ** 50 }, 'x: the decimal is beyond 2⁵³−1 units'],
    ['ratio / 0.0', { ratio: 1 }, 'x: no field holds Infinity'],
    ["[b'x', extra][lines]", { lines: 0, extra: {} }, 'x: JSON has no bytes'],
    ['{1: lines, "a": 2}', { lines: 1 }, 'x: JSON has no int as a name'],
  ])('sets an event aside for which %s gives nothing that it holds', (text, event, message) => {
    expect(() => derived(text, { event })).toThrow(message);
  });

  test('sets an event aside in whose JSON another type is found', () => {
    expect(() => derived('extra.city', { as: int() })).toThrow('x: the value is no int');
    const event = { extra: { city: null } };
    expect(() => derived('extra.city', { as: string(), event })).toThrow('x: null is no string');
    expect(derived('extra.city', { as: optional(string()), event }).value).toBeUndefined();
  });

  test('sets an event aside whose JSON is nested more deeply than can be read', () => {
    const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 1);

    expect(() => derived('extra', { event: { extra: deep } })).toThrow('nested too deeply');
  });

  const at = (text: string): string => `shop › sales › derive › x › character 1 of "»${text}«"`;
  const mistakes: readonly Mistake[] = [
    ...["b'x'", 'duration("1h")', 'null', 'type(lines)', 'amount * 0.00000000000001'].map(
      (text): Mistake => [
        `a value that no field holds: ${text}`,
        'EXPRESSION_TYPE',
        at(text),
        (sales) => sales.derive('x', text),
      ],
    ),
    [
      'another field than the expression gives',
      'EXPRESSION_TYPE',
      at('amount * 1.5'),
      (sales) => sales.derive('x', 'amount * 1.5', decimal(2)),
    ],
    [
      'a field that every event has for a value that some lack',
      'EXPRESSION_TYPE',
      at('gap.optMap(g, g * 2)'),
      (sales) => sales.derive('x', 'gap.optMap(g, g * 2)', int()),
    ],
    [
      'an optional field by itself',
      'EXPRESSION_TYPE',
      'shop › sales › derive › x › character 1 of "»gap« * 2"',
      (sales) => sales.derive('x', 'gap * 2'),
    ],
    [
      'a name that a field has',
      'NAME_TAKEN',
      'shop › sales › derive › lines › name',
      (sales) => sales.derive('lines', 'lines * 2'),
    ],
  ];

  test.each(mistakes)('refuses %s', (...mistake) => {
    expect.hasAssertions();

    expectRefusal(mistake);
  });

  test('is in the plan by its canonical text and its type, however it is written', () => {
    const stepsOf = (shape: (sales: Sales) => { groupBy: Sales['groupBy'] }) => {
      const { views } = planOf(
        pipeline('shop', (p) => {
          const grouped = shape(salesOf(p)).groupBy('customer').window(tumbling('1h'));
          grouped.aggregate({ most: max('x' as 'id') }).view('v');
        }),
      );
      return views.map((view) => ({
        steps: view.kind === 'window' ? view.steps : [],
        fingerprint: view.fingerprint,
      }));
    };
    const [written, spaced, built, other] = [
      (sales: Sales) => sales.derive('x', 'amount*2+1.00'),
      (sales: Sales) => sales.derive('x', 'amount * 2 + 1.00 // those', decimal(2)),
      (sales: Sales) =>
        sales.derive(
          'x',
          expression(Sale, (e) => e.amount.times(2).plus('1.00')),
        ),
      (sales: Sales) => sales.derive('x', 'amount * 2 + 2.00'),
    ].map((shape) => stepsOf(shape as never));

    expect(spaced).toEqual(written);
    expect(built).toEqual(written);
    expect(other?.[0]?.fingerprint).not.toBe(written?.[0]?.fingerprint);
    expect(written?.[0]?.steps.map(explainStep)).toEqual([
      expect.stringMatching(/^derive x = amount \* 2 \+ 1\.00, decimal\(2\), at most \d+ steps$/),
    ]);
  });

  test('says of which events an aggregate is', () => {
    const site = pipeline('shop', (p) => {
      const shaped = salesOf(p).derive('dear', 'amount > 10.00 && has(gap)');
      const dear = { where: where('dear', '==', true) };
      const grouped = shaped.groupBy('customer').window(tumbling('1h'));
      grouped.aggregate({ n: count(), dear: sum('amount', dear) }).view('v');
    });
    const amounts = [
      [1_001, 1],
      [1_000, 1],
      [2_000, undefined],
      [5_000, 0],
    ];
    const items = amounts.map(([amount, gap]) => ({ ...EVENT, amount, gap }));

    const later = { shard: 'sales:0', items: [10_000_000], arrival: 10_000_000 };
    const { rows } = runGives(site, ['sales:0'], [{ shard: 'sales:0', items }, later]);

    expect(rows).toEqual(['v ann 0 3600000: [4,6001]']);
  });

  test('has the type in TypeScript that the field or the term has, or none', () => {
    pipeline('shop', (p) => {
      const shaped = salesOf(p)
        .derive('city', 'extra.?city', optional(string()))
        .derive(
          'twice',
          expression(Sale, (e) => e.amount.times(2)),
        )
        .derive('any', 'lines + 1');
      shaped.filter(({ city, twice, any }) => {
        const typed: readonly [string | undefined, Decimal, unknown] = [city, twice, any];
        return typed.length > 0;
      });
      expect(Object.keys(shaped.flow.fields).slice(-3)).toEqual(['city', 'twice', 'any']);
      shaped.groupBy('customer').view('v');
    });
  });
});
