import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { downCommand } from '../dev/down.ts';
import { logsCommand } from '../dev/logs.ts';
import { type DevPorts, thisLocalCloud } from '../dev/ports.ts';
import { statusCommand } from '../dev/status.ts';
import { upCommand } from '../dev/up.ts';

/** `millrace dev up|down|status|logs` */
export const devCommand = (context: CommandContext, ports: DevPorts = thisLocalCloud): Command =>
  new Command('dev')
    .summary('run AWS on this machine')
    .description('Runs the services of AWS that a pipeline needs on this machine, without Docker.')
    .addCommand(upCommand(context, ports))
    .addCommand(downCommand(context, ports))
    .addCommand(statusCommand(context, ports))
    .addCommand(logsCommand(context, ports))
    .addHelpText('after', '\nExample:\n  $ npx millrace dev up --deploy');
