import { setTimeout as sleep } from 'node:timers/promises';
import {
  AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type Row,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { append } from '../../core/many.ts';
import { SqlError } from '../../errors/sql-error.ts';
import { lakeTable, resultsTable } from '../../pipeline/deployed/resource-names.ts';
import type { SqlEngine, SqlRow } from '../../ports/sql-engine.ts';
import { quoted } from '../../serving/sql/dialect.ts';
import { athenaValue } from './athena-value.ts';

/** Where queries run. */
export interface AthenaPlace {
  readonly workGroup: string;
  readonly database: string;
}

export interface AthenaOptions {
  readonly client?: Pick<AthenaClient, 'send'>;
  /** Waits before the n-th look at a query, counted from 0. */
  readonly pause?: (tries: number) => Promise<unknown>;
}

/** First and longest wait between two looks at a query. Milliseconds. */
const PATIENCE = { first: 200, most: 5_000 } as const;

const patiently = (tries: number): Promise<unknown> =>
  sleep(Math.min(PATIENCE.most, PATIENCE.first * 2 ** tries));

/**
 * SQL by Athena, over the tables that the stack of a stage has made.
 *
 * The work group says how much a query may scan, and where its answer is kept and for how long.
 */
export function athenaEngine(
  { workGroup, database }: AthenaPlace,
  { client = new AthenaClient({}), pause = patiently }: AthenaOptions = {},
): SqlEngine {
  async function run(sql: string): Promise<string> {
    const { QueryExecutionId: id = '' } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: workGroup,
        QueryExecutionContext: { Database: database },
      }),
    );
    for (let tries = 0; ; tries++) {
      const { QueryExecution } = await client.send(
        new GetQueryExecutionCommand({ QueryExecutionId: id }),
      );
      const { State, StateChangeReason } = QueryExecution?.Status ?? {};
      if (State === 'SUCCEEDED') return id;
      if (State === 'FAILED' || State === 'CANCELLED') {
        throw new SqlError('Athena', StateChangeReason ?? State);
      }
      await pause(tries);
    }
  }

  return {
    dialect: 'athena',
    streamTable: (stream) => quoted(lakeTable(stream)),
    resultsTable: (view) => quoted(resultsTable(view)),
    async query(sql) {
      const QueryExecutionId = await run(sql.trim().replace(/;\s*$/, ''));
      const rows: SqlRow[] = [];
      let columns: readonly ColumnInfo[] = [];
      let token: string | undefined;
      do {
        const page: GetQueryResultsCommandOutput = await client.send(
          new GetQueryResultsCommand({ QueryExecutionId, NextToken: token }),
        );
        columns = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? columns;
        // the first row of the first page is the header
        const data = (page.ResultSet?.Rows ?? []).slice(token === undefined ? 1 : 0);
        append(
          rows,
          data.map((row) => rowOf(row, columns)),
        );
        token = page.NextToken;
      } while (token !== undefined);
      return {
        columns: columns.map(({ Name = '' }) => Name),
        rows,
        instants: new Set(columns.filter(isInstant).map(({ Name = '' }) => Name)),
      };
    },
  };
}

const isInstant = ({ Type = '' }: ColumnInfo): boolean => Type.startsWith('timestamp');

const rowOf = ({ Data = [] }: Row, columns: readonly ColumnInfo[]): SqlRow =>
  Object.fromEntries(
    columns.map((column, i) => [column.Name ?? '', athenaValue(Data[i]?.VarCharValue, column)]),
  );
