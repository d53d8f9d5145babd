import { join } from 'node:path';
import type { ShardSender } from '../../lib/adapters/kinesis/shard-sender.ts';
import { produceCommand } from '../../lib/cli/commands/produce.ts';
import { runCommand } from '../../lib/cli/commands/run.ts';
import type { OutgoingEvent } from '../../lib/cli/input/events.ts';
import { type CliRun, cliOf } from '../support/cli/run-cli.ts';
import { fuzzed } from './definition.ts';

const DEFINITION = join(import.meta.dirname, 'definition.ts');

/** Sends nowhere and keeps nothing. */
function droppingSender(): ShardSender<OutgoingEvent> {
  let events = 0;
  return {
    problemWith: () => undefined,
    add: () => void events++,
    pending: () => 0,
    unsent: () => [],
    flush: async () => {},
    sent: () => ({ events, records: 0, bytes: 0, refused: 0, strayed: 0 }),
  };
}

const cli = cliOf((terminal) => [
  runCommand({ terminal }),
  produceCommand(
    { terminal },
    {
      load: async () => fuzzed,
      open: async () => ({ sender: droppingSender(), close: async () => {} }),
    },
  ),
]);

/** How a file was read, by the two commands that read files. */
export interface FileRead {
  readonly run: CliRun;
  readonly produce: CliRun;
}

export async function readFile(path: string, options: readonly string[]): Promise<FileRead> {
  const skip = ['--bad', 'skip', ...options];
  return {
    run: await cli('run', DEFINITION, ...skip, '--input', `s=${path}`),
    produce: await cli('produce', 's', path, ...skip),
  };
}

const SUMMARY = /(\d+) read, .*?(\d+) set aside/;

/** What is wrong with how a file was read; nothing if it ended in rows or in words. */
export function findingOf({ run, produce }: FileRead): string | undefined {
  for (const [name, { exitCode, err }] of [
    ['run', run],
    ['produce', produce],
  ] as const) {
    const said = err.join('\n');
    if (/something unforeseen/.test(said)) return `${name} fell over: ${said}`;
    if (![0, 1, 2].includes(exitCode)) return `${name} ended with ${exitCode}: ${said}`;
    if (exitCode !== 0 && said === '') return `${name} ended with ${exitCode} and without a word`;
  }
  const [ran, produced] = [run, produce].map(({ err }) => SUMMARY.exec(err.join('\n')));
  const isWhole = ran && produced && !/cannot be read/.test(produce.err.join('\n'));
  if (isWhole && (ran[1] !== produced[1] || ran[2] !== produced[2])) {
    return `run and produce read other things: "${ran[0]}" and "${produced[0]}"`;
  }
  return undefined;
}
