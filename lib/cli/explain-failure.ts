import { BatchError } from '../errors/batch-error.ts';
import { DefinitionError } from '../errors/definition-error.ts';
import { LakeError } from '../errors/lake-error.ts';
import { SqlError } from '../errors/sql-error.ts';
import { LocalCloudError } from '../local-cloud/index.ts';
import { QueryError } from '../serving/query-error.ts';
import { awsFailure } from './aws-failure.ts';
import { FailedError } from './failed-error.ts';
import { InputError } from './input/row.ts';
import { UsageError } from './usage-error.ts';

/** What people are told of a failure, and what scripts are. */
export interface Explanation {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/** Whether the environment asks for stacks, as `--verbose` does. */
export const wantsStack = (env: Readonly<Record<string, string | undefined>>): boolean =>
  (env['MILLRACE_DEBUG'] ?? '') !== '';

/**
 * One line for a failure that somebody can act on, led by the command that met it; what an outside
 * program printed follows it. The stack only on demand, or if the failure is none that we know.
 */
export function explainFailure(error: unknown, command: string, withStack: boolean): Explanation {
  const known = messageOf(error);
  const message = known ?? unknownMessage(error);
  const line = message.startsWith(`${command}:`) ? message : `${command}: ${message}`;
  const output = error instanceof LocalCloudError ? error.fault.output : undefined;
  const stack = error instanceof Error && withStack ? error.stack : undefined;
  const lines = [line, ...[output, stack].filter((text) => text !== undefined)];
  return { lines, exitCode: exitCodeOf(error) };
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof QueryError) return 2;
  return error instanceof FailedError ? error.exitCode : 1;
}

function messageOf(error: unknown): string | undefined {
  const isOurs = [
    BatchError,
    DefinitionError,
    LakeError,
    LocalCloudError,
    UsageError,
    QueryError,
    SqlError,
    InputError,
    FailedError,
  ].some((type) => error instanceof type);
  return isOurs ? (error as Error).message : awsFailure(error);
}

function unknownMessage(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return `something unforeseen went wrong; got ${name}: ${message}; --verbose shows where, please report it`;
}
