import { Command } from 'commander';
import type { LocalCloudStatus } from '../../local-cloud/index.ts';
import type { CommandContext } from '../command-context.ts';
import type { DevPorts } from './ports.ts';

/** `millrace dev status` */
export const statusCommand = ({ terminal }: CommandContext, ports: DevPorts): Command =>
  new Command('status')
    .summary('say whether the local cloud runs, and where')
    .description(
      'Says whether the local cloud is "not installed", "stopped", "starting", "running" or "unhealthy", which means that it runs but does not answer. Changes nothing.',
    )
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  $ npx millrace dev status --json | jq -r .endpoint')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { status, cache, state } = await ports.status();
      if (json) {
        terminal.out(JSON.stringify({ status, cache, ...state }));
        return;
      }
      const rows = linesOf({ status, cache, ...(state === undefined ? {} : { state }) });
      const width = Math.max(...rows.map(([name]) => name.length));
      for (const [name, value] of rows) terminal.out(`${name.padEnd(width)}  ${value}`);
    });

function linesOf({ status, cache, state }: LocalCloudStatus): [string, string][] {
  const installed: [string, string] = ['installed in', cache];
  if (state === undefined) return [['local cloud', status], installed];
  const { endpoint, dynamodbEndpoint, pid, startedAt, log, lambdaLogs } = state;
  return [
    ['local cloud', status],
    ['endpoint', endpoint],
    ['DynamoDB', dynamodbEndpoint],
    ['process', String(pid)],
    ['since', startedAt],
    ['log', log],
    ['function logs', lambdaLogs],
    installed,
  ];
}
