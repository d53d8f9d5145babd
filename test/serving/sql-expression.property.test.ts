import { isCelError, run } from '@bufbuild/cel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DuckDb, openDuckDb, sqlText } from '../../lib/adapters/duckdb/duckdb.ts';
import { compileExpression, type Expression } from '../../lib/core/cel/expression.ts';
import { CelDecimal, Failure } from '../../lib/core/cel/values.ts';
import { formatUnits } from '../../lib/core/schema/exact-number.ts';
import { isDecimal } from '../../lib/core/value.ts';
import { DefinitionError } from '../../lib/errors/definition-error.ts';
import { DIALECTS, quoted } from '../../lib/serving/sql/dialect.ts';
import { sqlExpression } from '../../lib/serving/sql/sql-expression.ts';
import { anEvent, FIELDS, type Held, sqlTexts } from '../support/cel/sql-texts.ts';
import { runs } from '../support/property.ts';

const TYPES = { int: 'BIGINT', double: 'DOUBLE', string: 'VARCHAR', boolean: 'BOOLEAN' } as const;

const names = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

const columns = new Map(
  names.map((name) => {
    const { type, optional } = FIELDS[name];
    return [name as string, { column: quoted(name), type, optional }];
  }),
);

/** A value of an event as the lake has it. */
function literal(name: keyof typeof FIELDS, value: unknown): string {
  const { type } = FIELDS[name];
  if (type.kind === 'instant') {
    return `make_timestamp_ms(CAST(${value === undefined ? 'NULL' : String(value)} AS BIGINT))`;
  }
  const isUnits = type.kind === 'decimal';
  const column = isUnits ? `DECIMAL(18, ${type.scale})` : TYPES[type.kind as keyof typeof TYPES];
  if (value === undefined) return `CAST(NULL AS ${column})`;
  const shown = Object.is(value, -0) ? '-0' : String(value);
  return `CAST(${sqlText(isUnits ? formatUnits(value as number, type.scale) : shown)} AS ${column})`;
}

const relation = (events: readonly Held[]): string => {
  const rows = events.map(
    (event) => `(${names.map((name) => literal(name, event[name])).join(', ')})`,
  );
  return `(VALUES ${rows.join(', ')}) AS events (${names.map(quoted).join(', ')})`;
};

/** Numbers by size: a decimal without the zeros at its end. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) {
    return `${BigInt(value)}`;
  }
  if (!(value instanceof CelDecimal) && !isDecimal(value)) return value ?? null;
  const sign = value.units < 0n ? '-' : '';
  const digits = `${value.units < 0n ? -value.units : value.units}`.padStart(value.scale + 1, '0');
  const at = digits.length - value.scale;
  const text = `${digits.slice(0, at)}.${digits.slice(at)}`.replace(
    /\.?0+$/,
    value.scale > 0 ? '' : '$&',
  );
  return text === '' || text === '0' ? '0' : `${sign}${text}`;
}

function read(text: string): Expression | undefined {
  try {
    return compileExpression(text, FIELDS);
  } catch (error) {
    if (error instanceof DefinitionError) return undefined; // scales beyond 38, and the like
    throw error;
  }
}

/** What another implementation gives, which knows neither decimals nor optional fields. */
function foreign(text: string, event: Held): unknown {
  const { i, j, x, y, s, t, b } = event;
  const result = run(text, { ...{ x, y, s, t, b }, i: BigInt(i), j: BigInt(j) });
  return isCelError(result) ? null : plain(result);
}

/** It puts texts in order by UTF-16 unit, so that U+FFFD comes behind what lies beyond it. */
const isForeign = (text: string): boolean =>
  !/\b(d|e|o\w+|at|decimal|has|timestamp)\b|\ufffd/.test(text);

describe('an expression in SQL', () => {
  let duckdb: DuckDb;
  beforeAll(async () => {
    duckdb = await openDuckDb();
  });
  afterAll(() => duckdb.close());

  const seen = { said: 0, unsaid: 0, failed: 0, foreign: 0 };

  test.each(['int', 'double', 'decimal', 'text', 'condition'] as const)(
    'of %s gives what its closure and another implementation give, and NULL where these fail',
    async (kind) => {
      const events = fc.array(anEvent, { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(sqlTexts[kind], events, async (text, all) => {
          const own = read(text);
          fc.pre(own !== undefined);
          const said = sqlExpression(own.typed, { fields: columns, dialect: DIALECTS.duckdb });
          if ('cannot' in said) {
            seen.unsaid++;
            return;
          }
          seen.said++;
          const { rows } = await duckdb.query(`SELECT ${said.sql} AS v FROM ${relation(all)}`);

          const expected = all.map((event) => {
            const value = own.evaluate(event);
            if (value instanceof Failure) seen.failed++;
            return value instanceof Failure ? null : plain(value);
          });
          expect(rows.map(({ v }) => plain(v))).toEqual(expected);
          if (!isForeign(`${text} ${all.map(({ s, t }) => s + t).join('')}`)) return;
          seen.foreign++;
          expect(all.map((event) => foreign(text, event))).toEqual(expected);
        }),
        runs(150),
      );
    },
    600_000,
  );

  test('is there for most of them', () => {
    expect(seen.said).toBeGreaterThan(seen.unsaid);
    expect(seen.failed).toBeGreaterThan(0);
    expect(seen.foreign).toBeGreaterThan(0);
  });
});
