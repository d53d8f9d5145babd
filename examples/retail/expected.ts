import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';

/** Folder of the data set and of its correct answers. */
export const DATA = join(import.meta.dirname, 'data');

/** The December rows as the donor published them. */
export const INVOICE_LINES = join(DATA, 'online_retail_2010-12.csv.gz');

/** How many they are. */
export const LINES = 42_481;

/** Rows of one view as text, by `<window start> <key>` and then by attribute. */
export type RowTexts = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The correct rows of `sales_by_country`, computed outside of this project. */
export async function expectedByCountry(): Promise<RowTexts> {
  const rows = new Map<string, Readonly<Record<string, string>>>();
  for await (const row of csv('expected_A1_hourly_country_net_2010-12.csv')) {
    const { window_start, country, ...values } = row;
    rows.set(`${instant(window_start)} ${country}`, values);
  }
  return rows;
}

/** The correct rows of `daily_totals` and `daily_sales` together, computed outside of this project. */
export async function expectedByDay(): Promise<RowTexts> {
  const rows = new Map<string, Readonly<Record<string, string>>>();
  for await (const row of csv('expected_E_daily_totals_2010-12.csv')) {
    const { day, ...values } = row;
    rows.set(`${instant(`${day}T00:00:00Z`)} all`, values);
  }
  return rows;
}

async function* csv(file: string): AsyncGenerator<Record<string, string>> {
  const parser = createReadStream(join(DATA, file)).pipe(parse({ columns: true }));
  for await (const row of parser) yield row as Record<string, string>;
}

/** The same instant as rows write it: with milliseconds. */
const instant = (text = ''): string => new Date(text).toISOString();
