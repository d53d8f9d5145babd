import { Option } from 'commander';
import { athenaEngine } from '../../adapters/athena/athena-engine.ts';
import { type ArrivalRange, lakeEngine } from '../../adapters/duckdb/lake-engine.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { lakeDatabase } from '../../pipeline/deployed/resource-names.ts';
import type { SqlEngine } from '../../ports/sql-engine.ts';
import type { Deployed } from '../deployed.ts';
import { UsageError } from '../usage-error.ts';

/** `auto`: Athena where the stage has tables for it, else DuckDB. */
export type EngineChoice = 'auto' | 'athena' | 'duckdb';

/** `--engine` */
export const engineOption = (): Option =>
  new Option('--engine <engine>', 'Athena where the stage has tables for it, else DuckDB here')
    .choices(['auto', 'athena', 'duckdb'])
    .default('auto');

/** An engine, and what gives back what it took. */
export interface OpenEngine {
  readonly sql: SqlEngine;
  close(): Promise<void>;
}

/**
 * The engine that answers for a deployment.
 *
 * @throws {@link UsageError} if it is Athena that is wanted, and there are no tables
 */
export async function deployedEngine(
  pipeline: Pipeline,
  { stage, s3, lakeBucket, lakeWorkGroup }: Deployed,
  choice: EngineChoice,
  range: ArrivalRange = {},
): Promise<OpenEngine> {
  if (choice === 'duckdb' || (choice === 'auto' && lakeWorkGroup === '')) {
    const sql = await lakeEngine(pipeline, s3Lake(s3, lakeBucket), range);
    return { sql, close: sql.close };
  }
  if (lakeWorkGroup === '') {
    throw new UsageError(
      `--engine: the stage ${stage} has no tables of its lake; got athena, expected a stage with lakeTables; use duckdb`,
    );
  }
  const database = lakeDatabase({ pipeline: pipeline.name, stage });
  const sql = athenaEngine({ workGroup: lakeWorkGroup, database });
  return { sql, close: async () => undefined };
}
