import { describe, expect, test } from '@jest/globals';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { fieldsRead } from '../../../lib/core/aggregators/bound.ts';
import { bigint, int, json } from '../../../lib/core/field-type.ts';
import { FIELDS } from '../../support/operators/aggregates.ts';

const bound = (spec: unknown, fields = FIELDS) =>
  bindAggregate(spec as AggregateSpec, fields, 'shop › sales › top');

const by = [{ field: 'int', order: 'desc' }] as const;

describe('topRows', () => {
  test('shows decimals with their scale, nested values by member, and what is missing as null', () => {
    const order = [{ field: 'decimal', order: 'desc' }] as const;
    const { aggregator } = bound(
      write.topRows(2, { by: order, fields: ['decimal', 'json', 'bigint', 'instant'] }),
    );
    const acc = aggregator.create();
    aggregator.add(acc, { decimal: 250, json: { b: 1, a: [2] }, bigint: 2n ** 70n, instant: 5 }, 1);
    aggregator.add(acc, { decimal: 1000 }, 2);

    expect(aggregator.present(acc)).toEqual([
      { rank: 1, decimal: { units: 1000n, scale: 2 }, json: null, bigint: null, instant: null },
      {
        ...{ rank: 2, decimal: { units: 250n, scale: 2 }, json: { a: [2], b: 1 } },
        ...{ bigint: 2n ** 70n, instant: 5 },
      },
    ]);
  });

  test('takes a value that its field forbids for one that is missing', () => {
    const { aggregator } = bound(write.topRows(3, { by, fields: ['int', 'double'] }));
    const acc = aggregator.create();
    aggregator.add(acc, { int: Number.NaN, double: 1 }, 1);
    aggregator.add(acc, { int: 1, double: Number.POSITIVE_INFINITY }, 2);
    aggregator.add(acc, { int: 9, double: 2 }, Number.NaN);

    expect(aggregator.present(acc)).toEqual([
      { rank: 1, int: 1, double: null },
      { rank: 2, int: null, double: 1 },
    ]);
  });

  test('reads what it sorts by and what it shows, whole events if nothing is said', () => {
    const some = bound({
      ...write.topRows(1, { by, fields: ['string', 'int'] }),
      where: { field: 'boolean', op: '==', value: true },
    });

    expect(fieldsRead(some)).toEqual(['int', 'string', 'boolean']);
    expect(some.output).toEqual({
      kind: 'list',
      of: {
        kind: 'struct',
        fields: { rank: { kind: 'int' }, string: { kind: 'string' }, int: { kind: 'int' } },
      },
    });
    expect(bound(write.topRows(1, { by })).spec).toEqual({
      ...{ fn: 'topRows', n: 1, rank: 'row', fields: Object.keys(FIELDS) },
      by: [{ field: 'int', order: 'desc', nulls: 'last' }],
    });
  });

  test.each([
    [{ fn: 'topRows', n: 0, by }, 'n: ', 'from 1 to 1000'],
    [{ fn: 'topRows', n: 1001, by }, 'n: ', 'from 1 to 1000'],
    [{ fn: 'topRows', n: 1, by, rank: 'best' }, 'rank: ', 'row or withTies or dense'],
    [{ fn: 'topRows', n: 3, by, rank: 'dense', cap: 2 }, 'cap: ', 'from 3 to 1000'],
    [{ fn: 'topRows', n: 3, by, cap: 5 }, 'cap: ', 'leave it out'],
    [{ fn: 'topRows', n: 1 }, 'by: ', 'got undefined'],
    [{ fn: 'topRows', n: 1, by: [] }, 'by: ', 'got []'],
    [{ fn: 'topRows', n: 1, by: [null] }, 'by: ', 'got [undefined]'],
    [{ fn: 'topRows', n: 1, by: ['int'] }, 'by: ', 'got [undefined]'],
    [{ fn: 'topRows', n: 1, by: [...by, ...by] }, 'by: ', 'each once'],
    [{ fn: 'topRows', n: 1, by: [{ field: 'int' }] }, 'by › int › order: ', 'asc or desc'],
    [{ fn: 'topRows', n: 1, by: [{ ...by[0], nulls: 'no' }] }, 'by › int › nulls: ', 'first or'],
    [{ fn: 'topRows', n: 1, by, fields: [] }, 'fields: ', 'got []'],
    [{ fn: 'topRows', n: 1, by, fields: 'int' }, 'fields: ', 'got string'],
    [{ fn: 'topRows', n: 1, by, fields: ['int', 'int'] }, 'fields: ', 'each once'],
  ])('refuses %j', (spec, at, expected) => {
    expect(() => bound(spec)).toThrow(`shop › sales › top › ${at}`);
    expect(() => bound(spec)).toThrow(expected);
    expect(() => bound(spec)).toThrow('[AGGREGATE_INVALID]');
  });

  test('refuses fields that there are not, or that have no order', () => {
    const json_ = write.topRows(1, { by: [{ field: 'json', order: 'asc' }] });

    expect(() => bound(json_)).toThrow('topRows cannot take the field "json"');
    expect(() => bound(json_)).toThrow('[AGGREGATE_TYPE_MISMATCH]');
    expect(() => bound(write.topRows(1, { by, fields: ['strin'] }))).toThrow('mean "string"');
    expect(() => bound(write.topRows(1, { by: [{ ...by[0], field: 'toString' }] }))).toThrow(
      '[FIELD_UNKNOWN]',
    );
  });

  test('refuses rows that hide their rank, or look like a decimal', () => {
    const ranked = { int: int(), rank: int() };
    const decimalLike = { int: int(), units: bigint(), scale: json() };

    expect(() => bound(write.topRows(1, { by }), ranked)).toThrow('have their rank under');
    expect(() => bound(write.topRows(1, { by }), decimalLike)).toThrow('from a decimal');
    expect(bound(write.topRows(1, { by, fields: ['int'] }), ranked).row).toEqual(['int']);
  });
});
