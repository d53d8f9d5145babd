import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { lsCommand } from '../dlq/ls.ts';
import { DEPLOYED_DLQ, type DlqPorts } from '../dlq/ports.ts';
import { redriveCommand } from '../dlq/redrive-command.ts';
import { showCommand } from '../dlq/show.ts';

/** `millrace dlq ls|show|redrive` */
export const dlqCommand = (context: CommandContext, ports: DlqPorts = DEPLOYED_DLQ): Command =>
  new Command('dlq')
    .summary('look at what was set aside, and put it back')
    .description(
      'Dead letters, which lanes could not read or handle, and batches that Lambda gave up. Both are in the lake, whole, and nothing here deletes them.',
    )
    .addCommand(lsCommand(context, ports))
    .addCommand(showCommand(context, ports))
    .addCommand(redriveCommand(context, ports))
    .addHelpText('after', '\nExample:\n  $ npx millrace dlq ls --since 2026-03-01');
