import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalCloudError } from './local-cloud-error.ts';
import { localCloudPaths } from './paths.ts';

export interface LogLine {
  /** `localstack`, or the name of a Lambda function. */
  readonly source: string;
  readonly text: string;
}

export interface LogOptions {
  /** Functions whose name contains this; without it, the log of LocalStack itself. */
  readonly functions?: string;
  /** Lines of the past to begin with, of each log. */
  readonly lines?: number;
  /** Goes on with new lines until `signal` aborts. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
  readonly paths?: { readonly log: string; readonly lambdaLogs: string };
}

export const DEFAULT_LOG_LINES = 100;
const POLL_MS = 250;

interface Log {
  readonly source: string;
  readonly file: string;
}

const allLogs = (folder: string): Log[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .sort()
      .map((name) => ({ source: name.slice(0, -'.log'.length), file: join(folder, name) }));
  } catch {
    return []; // nothing has run yet
  }
};

function chosenLogs(options: LogOptions): Log[] {
  const { functions, paths = localCloudPaths() } = options;
  if (functions === undefined) return [{ source: 'localstack', file: paths.log }];
  const all = allLogs(paths.lambdaLogs);
  const chosen = all.filter(({ source }) => source.toLowerCase().includes(functions.toLowerCase()));
  if (chosen.length > 0) return chosen;
  throw new LocalCloudError('LOCAL_CLOUD_LOG_UNKNOWN', {
    at: 'logs',
    problem: 'no function of that name has run since the local cloud started',
    given: JSON.stringify(functions),
    expected: all.map(({ source }) => source).join(', ') || 'a function that has run',
    fix: 'name a part of one of these, or have the function invoked first',
  });
}

/** Reads what was added to a file since the last call; whole lines only. */
function reader({ source, file }: Log): () => LogLine[] {
  let position = 0;
  let unfinished = '';
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(1 << 16);
  return () => {
    let descriptor: number;
    try {
      descriptor = openSync(file, 'r');
    } catch {
      return [];
    }
    try {
      for (;;) {
        const count = readSync(descriptor, buffer, 0, buffer.length, position);
        if (count === 0) break;
        position += count;
        unfinished += decoder.decode(buffer.subarray(0, count), { stream: true });
      }
    } finally {
      closeSync(descriptor);
    }
    const lines = unfinished.split('\n');
    unfinished = lines.pop() ?? '';
    return lines.map((text) => ({ source, text }));
  };
}

/**
 * The lines of the log of LocalStack, or of Lambda functions; the logs of the last run can be
 * read after it has ended.
 *
 * @throws {@link LocalCloudError} `LOCAL_CLOUD_LOG_UNKNOWN` if no function has that name.
 */
export async function* localCloudLogs(options: LogOptions = {}): AsyncGenerator<LogLine> {
  const { lines = DEFAULT_LOG_LINES, follow = false, signal } = options;
  const readers = chosenLogs(options).map(reader);
  for (const read of readers) {
    const past = read();
    yield* past.slice(Math.max(0, past.length - lines));
  }
  while (follow && !signal?.aborted) {
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal }).catch(() => {});
    for (const read of readers) yield* read();
  }
}
