import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { batchCommand } from './commands/batch.ts';
import { devCommand } from './commands/dev.ts';
import { dlqCommand } from './commands/dlq.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { produceCommand } from './commands/produce.ts';
import { queryCommand } from './commands/query.ts';
import { runCommand } from './commands/run.ts';
import { shardsCommand } from './commands/shards.ts';
import { sqlCommand } from './commands/sql.ts';
import { switchCommand } from './commands/switch.ts';

/** Every command, in the order in which the help lists them. */
export const allCommands = (context: CommandContext): readonly Command[] => [
  explainCommand(context),
  runCommand(context),
  devCommand(context),
  produceCommand(context),
  queryCommand(context),
  sqlCommand(context),
  shardsCommand(context),
  dlqCommand(context),
  switchCommand(context),
  batchCommand(context),
  doctorCommand(context),
];
