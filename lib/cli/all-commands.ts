import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';

type Make = (context: CommandContext) => Command;

/** Where each command is, in the order in which the help lists them. */
const COMMANDS: Readonly<Record<string, () => Promise<Make>>> = {
  init: async () => (await import('./commands/init.ts')).initCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  run: async () => (await import('./commands/run.ts')).runCommand,
  dev: async () => (await import('./commands/dev.ts')).devCommand,
  produce: async () => (await import('./commands/produce.ts')).produceCommand,
  query: async () => (await import('./commands/query.ts')).queryCommand,
  sql: async () => (await import('./commands/sql.ts')).sqlCommand,
  shards: async () => (await import('./commands/shards.ts')).shardsCommand,
  scale: async () => (await import('./commands/scale.ts')).scaleCommand,
  loadtest: async () => (await import('./commands/loadtest.ts')).loadtestCommand,
  dlq: async () => (await import('./commands/dlq.ts')).dlqCommand,
  switch: async () => (await import('./commands/switch.ts')).switchCommand,
  batch: async () => (await import('./commands/batch.ts')).batchCommand,
  backfill: async () => (await import('./commands/backfill.ts')).backfillCommand,
  reconcile: async () => (await import('./commands/reconcile.ts')).reconcileCommand,
  compact: async () => (await import('./commands/compact.ts')).compactCommand,
  erase: async () => (await import('./commands/erase.ts')).eraseCommand,
  'upgrade-check': async () => (await import('./commands/upgrade-check.ts')).upgradeCheckCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  completion: async () => {
    const { completionCommand } = await import('./commands/completion.ts');
    return (context) => completionCommand(context, () => allCommands(context));
  },
};

/** Every command. */
export const allCommands = (context: CommandContext): Promise<readonly Command[]> =>
  made(Object.values(COMMANDS), context);

/**
 * The commands that the arguments may need: the one that they begin with, or else all.
 *
 * A command that reads files starts without loading what talks to AWS, which takes longer than it does.
 */
export function commandsFor(
  args: readonly string[],
  context: CommandContext,
): Promise<readonly Command[]> {
  const [name = ''] = args;
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return load === undefined ? allCommands(context) : made([load], context);
}

const made = (loads: readonly (() => Promise<Make>)[], context: CommandContext) =>
  Promise.all(loads.map(async (load) => (await load())(context)));
