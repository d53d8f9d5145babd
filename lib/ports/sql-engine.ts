import type { Value } from '../core/value.ts';

/** An SQL engine that reads the lake. */
export type DialectName = 'athena' | 'duckdb';

/** A value that SQL gave. Instants are milliseconds, whole numbers of any size bigints. */
export type SqlValue = Value | Uint8Array;

/** A row by the names of its columns. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A result with its columns in their order, also when there are no rows. */
export interface SqlResult {
  readonly columns: readonly string[];
  readonly rows: readonly SqlRow[];
}

/** What a query gave, and which of its columns hold instants: in rows they are numbers. */
export interface SqlAnswerRows extends SqlResult {
  readonly instants: ReadonlySet<string>;
}

/**
 * SQL over the lake of a deployment.
 *
 * Contract:
 * 1. `streamTable` and `resultsTable` are what stands after `FROM` for a stream and for what batch
 *    runs have computed of a view; both have all columns of today, also if they hold nothing.
 * 2. `query` runs one statement, in UTC. It throws with the words of the engine if that refuses it.
 *    Engines differ in how they spell the names of columns; their order is that of the statement.
 */
export interface SqlEngine {
  readonly dialect: DialectName;
  streamTable(stream: string): string;
  /** @param view - Its id. */
  resultsTable(view: string): string;
  query(sql: string): Promise<SqlAnswerRows>;
}
