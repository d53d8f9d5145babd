import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { expectedByCountry, INVOICE_LINES } from '../../examples/retail/expected.ts';
import { retail } from '../../examples/retail/pipeline.ts';
import { type DuckDb, openDuckDb } from '../../lib/adapters/duckdb/duckdb.ts';
import { fetchLake, lakeRelation } from '../../lib/adapters/duckdb/lake-files.ts';
import { formatDecimal, isDecimal } from '../../lib/core/value.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import type { SqlRow } from '../../lib/ports/sql-engine.ts';
import { toSql } from '../../lib/serving/sql/to-sql.ts';
import { archivedLake, type Put } from '../support/batch/archived-lake.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const LONG = 120_000;
const [stream] = retail.streams;

interface Line {
  readonly InvoiceNo: string;
  readonly StockCode: string;
  readonly Quantity: string;
  readonly InvoiceDate: string;
  readonly UnitPrice: string;
  readonly CustomerID: string;
  readonly Country: string;
}

/** A month of a real shop, with every seventh line sent twice. */
function putsOf(lines: readonly Line[]): Put[] {
  const arrival = Date.UTC(2026, 0, 1);
  return lines.flatMap((line, i) => {
    const { InvoiceDate, Quantity, CustomerID, ...texts } = line;
    const event = {
      ...texts,
      eventId: String(i),
      InvoiceDate: `${InvoiceDate.replace(' ', 'T')}Z`,
      Quantity: Number(Quantity),
      ...(CustomerID === '' ? {} : { CustomerID }),
    };
    const put = {
      text: JSON.stringify(event),
      arrival: arrival + i * 100,
      partitionKey: line.InvoiceNo,
    };
    return i % 7 === 0 ? [put, put] : [put];
  });
}

const thousandths = (price: string): bigint => {
  const [whole = '', fraction = ''] = price.replace('-', '').split('.');
  const units = BigInt(whole) * 1_000n + BigInt(fraction.padEnd(3, '0'));
  return price.startsWith('-') ? -units : units;
};

describe('the SQL of the retail example over its lake', () => {
  const folder = temporaryFolder();
  const lines = parse(gunzipSync(readFileSync(INVOICE_LINES)), { columns: true }) as Line[];
  let duckdb: DuckDb;

  beforeAll(async () => {
    if (stream === undefined) throw new Error('the example has no stream');
    const { name, time, schema } = stream;
    const how = { stream: name, time, schema, batch: 2_000 };
    const lake = await archivedLake(putsOf(lines), how);
    await fetchLake(lake, { stream: name }, folder);
    duckdb = await openDuckDb();
  }, LONG);
  afterAll(() => duckdb.close());

  async function rowsOf(view: string): Promise<readonly SqlRow[]> {
    const relation = lakeRelation(join(folder), 'sales');
    const answer = toSql({ plan: planOf(retail), view }, { dialect: 'duckdb', relation });
    return answer.ok ? (await duckdb.query(answer.sql)).rows : [];
  }

  test('gives the rows that were computed outside of this project', async () => {
    const rows = await rowsOf('sales_by_country');

    const texts = new Map(
      rows.map(({ Country, windowStart, windowEnd: _, ...values }) => [
        `${new Date(Number(windowStart)).toISOString()} ${Country}`,
        Object.fromEntries(
          Object.entries(values).map(([name, value]) => [
            name,
            isDecimal(value) ? formatDecimal(value) : String(value),
          ]),
        ),
      ]),
    );
    expect(texts).toEqual(await expectedByCountry());
  });

  test('gives sums per invoice that are those of bigints', async () => {
    const rows = await rowsOf('invoices');

    const totals = new Map<string, bigint>();
    for (const { InvoiceNo, InvoiceDate, Quantity, UnitPrice } of lines) {
      const id = `${InvoiceDate.slice(0, 10)} ${InvoiceNo}`;
      const revenue = BigInt(Quantity) * thousandths(UnitPrice);
      totals.set(id, (totals.get(id) ?? 0n) + revenue);
    }
    const found = rows.map(({ InvoiceNo, windowStart, total }) => [
      `${new Date(Number(windowStart)).toISOString().slice(0, 10)} ${InvoiceNo}`,
      isDecimal(total) ? total.units : undefined,
    ]);
    expect(new Map(found as [string, bigint][])).toEqual(totals);
  });

  test('says why it cannot compute a view that a function filters', () => {
    const answer = toSql(
      { plan: planOf(retail), view: 'daily_sales' },
      { dialect: 'duckdb', relation: 'lines' },
    );

    expect(answer).toEqual({
      ok: false,
      reasons: [{ at: 'daily_sales › filterBy', why: 'a function of the author is not SQL' }],
    });
  });
});
