import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import type { DevPorts } from './ports.ts';

/** `millrace dev down` */
export const downCommand = ({ terminal }: CommandContext, ports: DevPorts): Command =>
  new Command('down')
    .summary('stop the local cloud; everything in it is gone')
    .description(
      'Stops the local cloud and all processes that it started, and nothing else. What was deployed and stored in it is gone; its logs can still be read.',
    )
    .addHelpText('after', '\nExample:\n  $ npx millrace dev down')
    .action(async () => {
      const stopped = await ports.stop();
      terminal.err(
        stopped === undefined
          ? 'the local cloud was not running'
          : `stopped the local cloud at ${stopped.endpoint}`,
      );
    });
