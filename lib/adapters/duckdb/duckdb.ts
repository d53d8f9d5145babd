import {
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Value } from '../../core/value.ts';
import type { SqlResult, SqlValue } from '../../ports/sql-engine.ts';

/** A database in this process, over files. */
export interface DuckDb {
  /** Runs one statement; several at once only as text that DuckDB takes for one script. */
  query(sql: string): Promise<SqlResult>;
  close(): void;
}

/** A database whose connections each see views of their own. */
export interface DuckDbInstance {
  connect(): Promise<DuckDb>;
  close(): void;
}

/**
 * Makes an empty database in memory, in UTC.
 *
 * It loads no extensions, so that it reaches no network whatever a query says. Text that begins with
 * a byte-order mark comes without it, which the binding cuts off.
 *
 * @param threads - As many as there are cores, unless told otherwise.
 */
export async function duckDbInstance(threads?: number): Promise<DuckDbInstance> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(threads === undefined ? {} : { threads: String(threads) }),
  });
  return {
    async connect() {
      const connection = await instance.connect();
      await connection.run("SET TimeZone = 'UTC'");
      return {
        async query(sql) {
          const result = await connection.runAndReadAll(sql);
          const columns = result.deduplicatedColumnNames();
          const rows = result
            .getRows()
            .map((row) => Object.fromEntries(columns.map((name, i) => [name, sqlValue(row[i])])));
          return { columns, rows };
        },
        close: () => connection.closeSync(),
      };
    },
    close: () => instance.closeSync(),
  };
}

/** A connection to a database of its own. */
export async function openDuckDb(): Promise<DuckDb> {
  const instance = await duckDbInstance();
  const { query, close } = await instance.connect();
  return {
    query,
    close() {
      close();
      instance.close();
    },
  };
}

function sqlValue(value: DuckDBValue | undefined): SqlValue {
  if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
  if (value instanceof DuckDBDecimalValue) return { units: value.value, scale: value.scale };
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) {
    return Number(value.micros / 1_000n);
  }
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBListValue) return value.items.map((item) => sqlValue(item) as Value);
  if (value instanceof DuckDBStructValue) {
    const entries = Object.entries(value.entries);
    return Object.fromEntries(entries.map(([name, inner]) => [name, sqlValue(inner) as Value]));
  }
  return value.toString();
}

/** Text as an SQL literal. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
