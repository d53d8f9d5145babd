import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type IdentifyProcess, identifyProcess } from './process-identity.ts';

/** What is known of the running local cloud; read by every command that talks to it. */
export interface LocalCloudState {
  /** Process id of LocalStack, which leads the group of all its processes. */
  readonly pid: number;
  /** Tells the process from a later one with the same id. */
  readonly identity: string;
  readonly port: number;
  /** Such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** DynamoDB Local itself: the same tables, several times faster. */
  readonly dynamodbEndpoint: string;
  readonly log: string;
  readonly lambdaLogs: string;
  /** ISO-8601, UTC. */
  readonly startedAt: string;
  /** Whether it has answered; before that it is still starting. */
  readonly ready: boolean;
}

/** Written beside its place and moved there, so that nobody reads half of it. */
export function writeState(file: string, state: LocalCloudState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

export function removeState(file: string): void {
  rmSync(file, { force: true });
}

/**
 * The state of the local cloud whose process is running.
 *
 * A file that was left behind by one that died, or that cannot be read, is as good as none.
 */
export function readState(
  file: string,
  identify: IdentifyProcess = identifyProcess,
): LocalCloudState | undefined {
  try {
    const state = JSON.parse(readFileSync(file, 'utf8')) as LocalCloudState;
    return identify(state.pid) === state.identity ? state : undefined;
  } catch {
    return undefined;
  }
}
