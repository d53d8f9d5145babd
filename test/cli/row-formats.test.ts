import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { rowCsv } from '../../lib/cli/query/row-csv.ts';
import { rowJson } from '../../lib/cli/query/row-json.ts';
import { rowTable } from '../../lib/cli/query/row-table.ts';
import type { OutputType } from '../../lib/core/aggregators/output-type.ts';
import type { Value } from '../../lib/core/value.ts';
import type { AnswerRow } from '../../lib/serving/query-rows.ts';
import type { ServedView } from '../../lib/serving/served-view.ts';

const viewOf = (...results: ServedView['results']): ServedView => ({
  ...{ id: 'v', name: 'v', keys: [{ name: 'who', type: { kind: 'string' } }], results },
  ...{ time: null, windows: null, allowedLateness: 0, aggregates: null, streams: [] },
});

const rowOf = (key: string, values: Readonly<Record<string, Value>>): AnswerRow => ({
  ...{
    view: 'v',
    key,
    start: 0,
    end: 60_000,
    updatedAt: null,
    acc: null,
    capped: [],
    truncated: [],
    run: null,
  },
  ...{ values: { who: key, ...values }, status: 'closed' },
});

const jsonOf = (value: Value, type: OutputType): string => {
  const line = rowJson(viewOf({ name: 'x', type }))(rowOf('a', { x: value }));
  return /"x":(.*)\}$/.exec(line)?.[1] ?? line;
};

const ofRecords: ServedView = {
  ...viewOf({ name: 'at', type: { kind: 'instant' } }, { name: 'price', type: { kind: 'int' } }),
  time: 'at',
};
const record = rowOf('a', { at: 0, price: 5 });

describe('rows of records', () => {
  test('say their time, and no status: nothing about them can change', () => {
    expect(rowJson(ofRecords)(record)).toBe(
      '{"view":"v","key":"a","time":"1970-01-01T00:00:00.000Z","updatedAt":null,"who":"a","at":"1970-01-01T00:00:00.000Z","price":5}',
    );
    expect(rowCsv(ofRecords, [record])).toEqual([
      'who,at,price\r',
      'a,1970-01-01T00:00:00.000Z,5\r',
    ]);
    expect(rowTable(ofRecords, [record], { hasColor: false, hasEnds: true })).toEqual([
      'at (UTC)    who  price',
      '──────────────────────',
      '1970-01-01  a        5',
    ]);
  });
});

describe('rowJson', () => {
  test.each<[Value, OutputType, string]>([
    [{ units: 855_860n, scale: 3 }, { kind: 'decimal', scale: 3 }, '855.860'],
    [{ units: -5n, scale: 2 }, { kind: 'decimal', scale: 2 }, '-0.05'],
    [12_345_678_901_234_567_890n, { kind: 'bigint' }, '12345678901234567890'],
    [0.1, { kind: 'double' }, '0.1'],
    [Number.POSITIVE_INFINITY, { kind: 'double' }, '"Infinity"'],
    [null, { kind: 'int' }, 'null'],
    [0, { kind: 'instant' }, '"1970-01-01T00:00:00.000Z"'],
    ['a"b\u001b', { kind: 'string' }, '"a\\"b\\u001b"'],
    [true, { kind: 'boolean' }, 'true'],
    [{ units: 1, scale: 2 }, { kind: 'json' }, '{"units":1,"scale":2}'],
    [[1, 2], { kind: 'list', of: { kind: 'int' } }, '[1,2]'],
    [
      [{ value: { units: 10n, scale: 1 }, label: 0 }],
      {
        kind: 'list',
        of: {
          kind: 'struct',
          fields: { value: { kind: 'decimal', scale: 1 }, label: { kind: 'instant' } },
        },
      },
      '[{"value":1.0,"label":"1970-01-01T00:00:00.000Z"}]',
    ],
  ])('writes %p of %j as %s', (value, type, text) => {
    expect(jsonOf(value, type)).toBe(text);
  });

  test('keeps names of the author apart from names of its own', () => {
    const status = { name: 'status', type: { kind: 'string' } } as const;

    const line = rowJson(viewOf(status))(rowOf('a', { status: 'alerting' }));

    expect(JSON.parse(line)).toMatchObject({ rowStatus: 'closed', status: 'alerting' });
  });
});

describe('rowCsv', () => {
  test('quotes what must be quoted, so that a reader gets it back', () => {
    const view = viewOf({ name: 'note', type: { kind: 'string' } });
    const notes = ['plain', 'a,b', 'say "x"', 'two\nlines', 'Ümläut 😀', ''];

    const lines = rowCsv(
      view,
      notes.map((note) => rowOf(note, { note })),
    );

    const text = lines.map((line) => `${line}\n`).join('');
    const read = parse(text, { columns: true }) as { who: string; note: string }[];
    expect(read.map(({ note }) => note)).toEqual(notes);
    expect(read.map(({ who }) => who)).toEqual(notes);
    expect(lines.every((line) => line.endsWith('\r'))).toBe(true);
  });

  test('calls the status by another name where rows have one of their own', () => {
    const view = viewOf({ name: 'status', type: { kind: 'string' } });

    expect(rowCsv(view, [])[0]).toBe('windowStart,windowEnd,who,status,rowStatus,capped\r');
  });
});

describe('rowTable', () => {
  const style = { hasColor: false, hasEnds: true };

  test('shows the ends of windows that have no common length', () => {
    expect(rowTable(viewOf(), [rowOf('a', {})], style)).toEqual([
      'from (UTC)        to                who  status',
      '───────────────────────────────────────────────',
      '1970-01-01 00:00  1970-01-01 00:01  a    closed',
    ]);
  });

  test('does not let what a producer sent steer the terminal', () => {
    const [, , line = ''] = rowTable(viewOf(), [rowOf('\u001b[31m\r\u202eevil\u0007', {})], style);

    expect(line).toContain('\\u{1b}[31m\\u{d}\\u{202e}evil\\u{7}');
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('cuts long cells, and counts wide characters as wide', () => {
    const lines = rowTable(viewOf(), [rowOf('x'.repeat(99), {}), rowOf('日本', {})], style);

    expect(lines[2]).toContain(`${'x'.repeat(39)}…  closed`);
    expect(lines[3]).toContain(`日本${' '.repeat(36)}  closed`);
  });

  test('marks what has passed the cap of its aggregate', () => {
    const view = viewOf({ name: 'buyers', type: { kind: 'int' } });
    const row = { ...rowOf('a', { buyers: 1_001 }), capped: ['buyers'] };

    expect(rowTable(view, [row], style)[2]).toContain('1001*  closed');
    expect(rowCsv(view, [row])[1]).toMatch(/,1001,closed,buyers\r$/);
    expect(JSON.parse(rowJson(view)(row))).toMatchObject({ capped: ['buyers'] });
    expect(rowJson(view)(rowOf('a', {}))).not.toContain('capped');
  });

  test('shows doubles with at most six digits after the point, and nothing for nothing', () => {
    const view = viewOf({ name: 'mean', type: { kind: 'double' } });

    const lines = rowTable(view, [rowOf('a', { mean: 1 / 3 }), rowOf('b', { mean: null })], style);

    expect(lines[2]).toContain('0.333333  closed');
    expect(lines[3]).toMatch(/b +closed$/);
  });
});
