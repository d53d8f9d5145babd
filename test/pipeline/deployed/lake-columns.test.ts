import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, instant, int, json } from '../../../lib/core/field-type.ts';
import {
  lakeColumn,
  lakeColumns,
  SYSTEM_COLUMNS,
} from '../../../lib/pipeline/deployed/lake-columns.ts';
import { runs } from '../../support/property.ts';

describe('lakeColumns', () => {
  test('gives a column per field in the order of their declaration, then the system columns', () => {
    const columns = lakeColumns({ at: instant(), amount: decimal(2), more: json() });

    expect(columns.map(({ name, type, field }) => [name, type.kind, field])).toEqual([
      ['at', 'instant', 'at'],
      ['amount', 'decimal', 'amount'],
      ['more', 'json', 'more'],
      ['_kind', 'string', null],
      ['_shard', 'string', null],
      ['_sequence', 'string', null],
      ['_subsequence', 'int', null],
      ['_arrival', 'instant', null],
      ['_partition_key', 'string', null],
      ['_payload', 'bytes', null],
    ]);
  });

  test('refuses fields that SQL cannot tell apart', () => {
    expect(() => lakeColumns({ Amount: int(), amount: int() })).toThrow(
      'schema › amount: SQL takes the name for that of another field; got "amount" beside "Amount"',
    );
  });
});

describe('lakeColumn', () => {
  test('names a column as its field wherever that can be', () => {
    expect(['orderId', 'x_', 'hhh'].map(lakeColumn)).toEqual(['orderId', 'x_', 'hhh']);
  });

  test('goes out of the way of system columns and of the partition', () => {
    expect(['_kind', '__kind', 'dt', 'HH'].map(lakeColumn)).toEqual([
      '___kind',
      '____kind',
      '__dt',
      '__HH',
    ]);
  });

  test('gives no two fields one column, and none that of the system', () => {
    const aName = fc.stringMatching(/^[_a-z]{0,3}(kind|payload|dt|hh)?[_a-z]{1,2}$/);

    fc.assert(
      fc.property(fc.uniqueArray(aName, { minLength: 2 }), (names) => {
        const columns = names.map(lakeColumn);

        expect(new Set(columns).size).toBe(names.length);
        expect(
          columns.filter((name) => Object.values<string>(SYSTEM_COLUMNS).includes(name)),
        ).toEqual([]);
      }),
      runs(),
    );
  });
});
