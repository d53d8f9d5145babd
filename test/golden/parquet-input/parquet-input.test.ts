import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readParquet } from '../../../lib/adapters/parquet/input/read-parquet.ts';
import type { FieldType } from '../../../lib/core/field-type.ts';
import { isExactNumber } from '../../../lib/core/schema/exact-json.ts';

/** The files and what PyArrow reads in them; `write.py` says how they came about. */
const FOLDER = import.meta.dirname;
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.parquet'));

/** A field that takes all of a column: decimals and numbers as text, times to the last digit. */
function typeOf(column: string): FieldType {
  if (/^d\d/.test(column)) return { kind: 'decimal', scale: 2 };
  if (/^f\d/.test(column)) return { kind: 'double' };
  if (column === 's') return { kind: 'string' };
  return column === 'b' ? { kind: 'boolean' } : { kind: 'json' };
}

/** With whole numbers as text. */
const shown = (value: unknown, column: string): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => {
      if (isExactNumber(inner)) return JSON.stringify(inner);
      return typeof inner === 'number' && !column.startsWith('f') ? `${inner}` : inner;
    }),
  );

describe('a Parquet file of PyArrow', () => {
  test.each(files)('is read as PyArrow reads it: %s', (file) => {
    const path = join(FOLDER, file);
    const lines = readFileSync(path.replace('.parquet', '.rows.ndjson'), 'utf8').trim().split('\n');
    const expected = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const columns = Object.fromEntries(
      Object.keys(expected[0] ?? {}).map((name) => [name, { type: typeOf(name), isRequired: true }]),
    );

    const rows = [
      ...readParquet({ path, columns, maxRecordBytes: 100_000, times: undefined }),
    ].map(({ content }) =>
      Object.fromEntries(Object.entries(content).map(([name, value]) => [name, shown(value, name)])),
    );

    expect(rows).toEqual(expected);
  });
});
