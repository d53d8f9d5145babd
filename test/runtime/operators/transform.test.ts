import { describe, expect, test } from '@jest/globals';
import { Decimal } from '../../../lib/core/decimal.ts';
import {
  decimal,
  double,
  type Field,
  int,
  json,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { path } from '../../../lib/core/path.ts';
import { parseJson } from '../../../lib/core/schema/exact-json.ts';
import { computeOf } from '../../../lib/pipeline/builder/author-functions.ts';
import type { Event, Step } from '../../../lib/pipeline/definition/definition.ts';
import { FLATTEN_LIMIT, transformOf } from '../../../lib/runtime/operators/transform.ts';

function through(step: Step, event: Event): Event[] {
  const given: Event[] = [];
  transformOf([step])(event, (each) => void given.push(each));
  return given;
}

const flatten: Step = {
  kind: 'flatten',
  ...{ field: 'list', as: 'item', element: int(), keepEmpty: false, fields: {} },
};

describe('flatten', () => {
  test('takes a list up to the limit', () => {
    const list = Array.from({ length: FLATTEN_LIMIT }, (_, i) => i);

    const given = through(flatten, { list, at: 1 });

    expect(given).toHaveLength(FLATTEN_LIMIT);
    expect(given.at(-1)).toEqual({ at: 1, item: FLATTEN_LIMIT - 1 });
  });

  test.each([
    ['a list beyond it', Array.from({ length: FLATTEN_LIMIT + 1 }, () => 0), /at most 10000/],
    ['text', 'abc', /"abc" is no list/],
    ['an object', { length: 2 }, /is no list/],
    ['another type', [1, 1.5], /item: is no int/],
  ])('refuses %s', (_, list, message) => {
    expect(() => through(flatten, { list })).toThrow(message);
  });
});

const read = (name: string, of: string, field = optional(string())): Step => ({
  kind: 'read',
  name,
  path: path(of, field as never),
});

describe('a path', () => {
  const from = parseJson(
    '{"a":{"b":[{"c":"x"}],"1":"one"},"big":12345678901234567890,"none":null,"__proto__":{"c":"y"}}',
  );
  const at = (of: string, field?: Parameters<typeof read>[2]) =>
    through(read('found', `j.${of}`, field), { j: from })[0]?.['found'];

  test('goes through members and places', () => {
    const found = ['a.b.0.c', 'a.1', '__proto__.c'].map((of) => at(of));

    expect(found).toEqual(['x', 'one', 'y']);
  });

  test('finds nothing where nothing was sent', () => {
    const found = [
      'a.b.1.c',
      'a.b.-1',
      'a.b.length',
      'constructor.name',
      'none',
      'none.x',
      'a.b.0.c.0',
    ];

    const values = found.map((of) => at(of));

    expect(values).toEqual(found.map(() => undefined));
  });

  test('keeps the digits of a large number, and refuses what its type does not hold', () => {
    const bigint = { type: { kind: 'bigint' }, optional: false } as never;

    expect(at('big', bigint)).toBe(12345678901234567890n);
    expect(() => at('big', int() as never)).toThrow(/is no int/);
    expect(() => at('none', string() as never)).toThrow(/there is none/);
    expect(() => at('a', optional(double()) as never)).toThrow(/is no double/);
  });
});

describe('a computed field', () => {
  const compute = (field: Field, value: unknown): unknown => {
    const made = computeOf({ fare: decimal(2) }, { name: 'x', field }, () => value);
    return through({ kind: 'compute', name: 'x', field, compute: made }, { fare: 1 })[0]?.['x'];
  };

  test('is what the function gives, and missing for null if it may be', () => {
    expect(compute(json(), [1])).toEqual([1]);
    expect(compute(optional(int()), null)).toBeUndefined();
    expect(compute(decimal(2), Decimal.of('1.5'))).toBe(150);
  });

  test.each([
    ['a fraction', int(), 0.5],
    ['no number', double(), Number.NaN],
    ['nothing', string(), undefined],
    ['text', int(), '1'],
    ['a number as decimal', decimal(2), 1],
    ['a function in JSON', json(), [() => 1]],
  ])('refuses %s', (_, field, value) => {
    expect(() => compute(field, value)).toThrow(/^x: /);
  });

  test('is made of decimals with their scale', () => {
    const made = computeOf({ fare: decimal(2) }, { name: 'x', field: string() }, (event) =>
      String(event['fare']),
    );

    const shown = made({ fare: 1250 });

    expect(shown).toBe('12.50');
  });
});
