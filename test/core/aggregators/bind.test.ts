import { describe, expect, test } from '@jest/globals';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { AGGREGATE_DEFAULTS } from '../../../lib/core/aggregators/defaults.ts';
import { decimal, int, string } from '../../../lib/core/field-type.ts';
import { FIELDS } from '../../support/operators/aggregates.ts';

const bound = (spec: AggregateSpec) => bindAggregate(spec, FIELDS, 'shop › sales › revenue');

const messageOf = (spec: unknown): string => {
  try {
    bound(spec as AggregateSpec);
    return 'nothing was wrong';
  } catch (error) {
    return String(error);
  }
};

describe('bindAggregate', () => {
  test('says which fields are read, and who needs the event time', () => {
    const reads = [
      write.count(),
      write.sum('int'),
      write.first('int'),
      write.last('string'),
      write.topK('int', 3, { label: 'string' }),
    ].map((spec) => {
      const { field, label, needsTime } = bound(spec);
      return [field, label, needsTime];
    });

    expect(reads).toEqual([
      [undefined, undefined, false],
      ['int', undefined, false],
      ['int', undefined, true],
      ['string', undefined, true],
      ['int', 'string', false],
    ]);
  });

  test('fills in defaults, so that a plan shows them', () => {
    expect(bound(write.distinct('string')).spec).toEqual({
      fn: 'distinct',
      field: 'string',
      cap: AGGREGATE_DEFAULTS.distinctCap,
    });
    expect(bound(write.variance('int')).spec).toMatchObject({ of: 'sample' });
    expect(bound(write.approxDistinct('int')).spec).toMatchObject({ error: 0.02 });
    expect(bound(write.quantile('int', 0.5)).spec).toMatchObject({ q: 0.5, accuracy: 0.01 });
  });

  test('keeps nothing but JSON in its spec, of a custom aggregate too', () => {
    const specs = [write.topK('int', 2), write.quantiles('int', [0.5]), longest].map(
      (spec) => bound(spec).spec,
    );

    expect(JSON.parse(JSON.stringify(specs))).toEqual(specs);
  });

  test('takes a spec that was stored as JSON', () => {
    const spec = JSON.parse('{"fn":"quantiles","field":"decimal","q":[0.5,0.99]}') as AggregateSpec;

    expect(bound(spec).output).toEqual({
      kind: 'struct',
      fields: { p50: { kind: 'decimal', scale: 2 }, p99: { kind: 'decimal', scale: 2 } },
    });
  });

  test('says what rows hold, wide enough for every result', () => {
    const outputs = [
      write.count(),
      write.sum('int'),
      write.sum('decimal'),
      write.mean('decimal'),
      write.variance('bigint'),
      write.min('instant'),
      write.distinct('string'),
      write.approxDistinct('string'),
      write.quantile('decimal', 0.5),
      longest,
    ].map((spec) => bound(spec).output);

    expect(outputs).toEqual([
      { kind: 'int' },
      { kind: 'bigint' },
      { kind: 'decimal', scale: 2 },
      { kind: 'double' },
      { kind: 'double' },
      { kind: 'instant' },
      { kind: 'int' },
      { kind: 'int' },
      { kind: 'decimal', scale: 2 },
      { kind: 'int' },
    ]);
  });

  test('gives two fields of other types other encodings', () => {
    const encodingOf = (scale: number): string =>
      bindAggregate(write.sum('x'), { x: decimal(scale) }, 'x').aggregator.encoding;

    expect(encodingOf(2)).not.toBe(encodingOf(3));
    expect(bindAggregate(write.sum('x'), { x: int() }, 'x').aggregator.encoding).toBe('sum-int/1');
  });
});

/** A custom aggregate: the length of the longest text. */
const longest = write.custom(
  {
    name: 'longest',
    version: 1,
    create: () => ({ length: 0 }),
    add: (acc: { length: number }, text: string) => {
      acc.length = Math.max(acc.length, text.length);
    },
    combine: (into, from) => {
      into.length = Math.max(into.length, from.length);
    },
    present: ({ length }) => length,
    encode: ({ length }) => length,
    decode: (encoded) => ({ length: Number(encoded) }),
    output: { kind: 'int' },
  },
  'string',
);

describe('custom', () => {
  test('runs the functions of its author under its own name and version', () => {
    const { aggregator, spec } = bound(longest);
    const acc = aggregator.create();
    for (const text of ['a', 'abc', 'ab']) aggregator.add(acc, text);

    expect(aggregator.present(aggregator.decode(aggregator.encode(acc)))).toBe(3);
    expect(aggregator.encoding).toBe('custom-longest/1');
    expect(spec).toEqual({ fn: 'custom', name: 'longest', version: 1, field: 'string' });
  });

  test('shows any JSON unless it says what', () => {
    const { output: _output, ...untyped } = longest.implementation ?? { name: '', version: 1 };

    expect(bound({ ...longest, implementation: untyped } as AggregateSpec).output).toEqual({
      kind: 'json',
    });
  });
});

describe('an aggregate that cannot be', () => {
  test('of an unknown field is told the names that may have been meant', () => {
    expect(messageOf(write.sum('decimla'))).toBe(
      'DefinitionError: shop › sales › revenue: there is no such field; got "decimla", expected one of int, decimal, double, bigint, instant, string, boolean, json; did you mean "decimal"? [FIELD_UNKNOWN]',
    );
    expect(messageOf(write.topK('int', 1, { label: 'strin' }))).toMatch(/did you mean "string"\?/);
    expect(messageOf(write.count('toString'))).toMatch(/got "toString".*\[FIELD_UNKNOWN\]$/);
    expect(messageOf(write.count('__proto__'))).toMatch(/\[FIELD_UNKNOWN\]$/);
    expect(messageOf({ fn: 'sum' })).toMatch(/got "undefined".*\[FIELD_UNKNOWN\]$/);
  });

  test('of a field that it cannot take is told which it can, and what to do', () => {
    expect(messageOf(write.sum('string'))).toBe(
      'DefinitionError: shop › sales › revenue: sum cannot take the field "string"; got string, expected int, decimal, double or bigint; if it holds numbers, declare it as int, decimal(scale) or double [AGGREGATE_TYPE_MISMATCH]',
    );
    expect(messageOf(write.max('json'))).toMatch(
      /declare what you need of it as a field of its own/,
    );
    expect(messageOf(write.mean('instant'))).toMatch(/for the ends min and max/);
    expect(messageOf(write.quantile('boolean', 0.5))).toMatch(/AGGREGATE_TYPE_MISMATCH/);
  });

  test.each([
    [write.topK('int', 0), 'k', 'from 1 to 1000'],
    [write.topK('int', 2.5), 'k', 'a whole number'],
    [write.distinct('int', { cap: 0 }), 'cap', 'from 1 to 10000'],
    [write.approxDistinct('int', { error: 0.001 }), 'error', 'from 0.01 to 0.2'],
    [write.quantile('int', 1.01), 'q', 'from 0 to 1'],
    [write.quantile('int', Number.NaN), 'q', 'got NaN'],
    [write.quantile('int', 99), 'q', 'got 99'],
    [write.quantile('int', 0.5, { accuracy: 0 }), 'accuracy', 'from 0.002 to 0.2'],
    [write.quantiles('int', []), 'q', '1 to 20 numbers, all different'],
    [write.quantiles('int', [0.5, 0.5]), 'q', 'got [0.5,0.5]'],
    [write.quantiles('int', [0.5, -0.1]), 'q', 'got -0.1'],
    [{ fn: 'topK', field: 'int', k: '3' }, 'k', 'got 3'],
    [{ fn: 'quantiles', field: 'int', q: 0.5 }, 'q', '1 to 20 numbers'],
    [{ fn: 'variance', field: 'int', of: 'both' }, 'of', 'sample or population'],
  ])('of %j is told the range of "%s"', (spec, parameter, expected) => {
    const message = messageOf(spec);

    expect(message).toContain(`shop › sales › revenue › ${parameter}: `);
    expect(message).toContain(expected);
    expect(message).toMatch(/ \[AGGREGATE_INVALID\]$/);
  });

  test('of no known kind is told which there are', () => {
    expect(messageOf({ fn: 'median', field: 'int' })).toMatch(
      /got "median", expected count, sum, .* or custom; .*\[AGGREGATE_INVALID\]$/,
    );
    expect(messageOf({ fn: 'toString', field: 'int' })).toMatch(/\[AGGREGATE_INVALID\]$/);
  });

  test('of an author who left out functions, or gave no stable name, is told so', () => {
    const { implementation, ...plan } = longest;

    expect(messageOf(plan)).toMatch(/got no create, no add, .*\[AGGREGATE_INVALID\]$/);
    expect(
      messageOf({ ...longest, implementation: { ...implementation, add: undefined } }),
    ).toMatch(/got no add, expected the functions create, add, combine, present, encode, decode/);
    expect(
      messageOf({ ...longest, implementation: { ...implementation, name: 'My Own' } }),
    ).toMatch(/name: the name cannot be part of stored state; got "My Own"/);
    expect(messageOf({ ...longest, implementation: { ...implementation, version: 0 } })).toMatch(
      /version: is out of range; got 0/,
    );
  });
});

describe('the type of a spec', () => {
  test('carries the names of its fields, so that a wrong one does not compile', () => {
    const fields = { amount: decimal(2), country: string() };
    const aggregate = (spec: AggregateSpec<keyof typeof fields>): string =>
      bindAggregate(spec, fields, 'x').spec.fn;

    // @ts-expect-error there is no field of that name
    expect(() => aggregate(write.sum('amuont'))).toThrow('FIELD_UNKNOWN');
    // @ts-expect-error nor a label of that one
    expect(() => aggregate(write.topK('amount', 1, { label: 'city' }))).toThrow('FIELD_UNKNOWN');
    const by = [{ field: 'amount', order: 'desc' }] as const;
    // @ts-expect-error nor a field of a row
    expect(() => aggregate(write.topRows(1, { by, fields: ['city'] }))).toThrow('FIELD_UNKNOWN');
    // @ts-expect-error nor one to sort by
    expect(() => aggregate(write.topRows(1, { by: [{ field: 'city', order: 'asc' }] }))).toThrow();
    expect(aggregate(write.topRows(1, { by, fields: ['country'] }))).toBe('topRows');
    expect([write.count(), write.topK('amount', 1, { label: 'country' })].map(aggregate)).toEqual([
      'count',
      'topK',
    ]);
  });
});
