import { Command } from 'commander';
import type { LogOptions } from '../../local-cloud/index.ts';
import type { CommandContext } from '../command-context.ts';
import { countOption } from '../read-options.ts';
import { terminalText } from '../sinks/terminal-text.ts';
import type { DevPorts } from './ports.ts';

interface Options {
  readonly lines?: string;
  readonly follow?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `millrace dev logs [function]` */
export const logsCommand = ({ terminal }: CommandContext, ports: DevPorts): Command =>
  new Command('logs')
    .summary('print the log of the local cloud, or of functions')
    .description(
      'Prints the log of LocalStack; with a name, the logs of the Lambda functions whose names contain it, in whatever case. The logs of the last run can be read after "dev down".',
    )
    .argument('[function]', 'part of the names of functions')
    .option('--all', 'the logs of all functions')
    .option('--lines <n>', 'lines of the past to begin with, of each log (default: 100)')
    .option('--follow', 'go on with new lines until Ctrl-C')
    .option('--json', 'one JSON object per line, with its source')
    .addHelpText('after', '\nExample:\n  $ npx millrace dev logs speed --follow')
    .action(async (name: string | undefined, { lines, follow, all, json }: Options) => {
      const functions = name ?? (all ? '' : undefined);
      const options: LogOptions = {
        ...(functions === undefined ? {} : { functions }),
        ...(lines === undefined ? {} : { lines: countOption(lines, '--lines') }),
        ...(follow ? { follow, signal: ports.interruption() } : {}),
      };
      for await (const line of ports.logs(options)) {
        if (json) terminal.out(JSON.stringify(line));
        else {
          const text = terminalText(line.text);
          terminal.out(functions === undefined ? text : `${line.source} | ${text}`);
        }
      }
    });
