import { Command } from 'commander';
import { greatest } from '../../core/many.ts';
import type { LocalCloudStatus } from '../../local-cloud/index.ts';
import type { CommandContext } from '../command-context.ts';
import { pipelineOption } from '../options.ts';
import { troubleJson, troubleLines } from '../shards/trouble-lines.ts';
import type { DevPorts } from './ports.ts';

interface Options {
  readonly json?: boolean;
  readonly pipeline?: string;
}

/** `millrace dev status` */
export const statusCommand = ({ terminal }: CommandContext, ports: DevPorts): Command =>
  new Command('status')
    .summary('say whether the local cloud runs, and where')
    .description(
      'Says whether the local cloud is "not installed", "stopped", "starting", "running" or "unhealthy", which means that it runs but does not answer. Names lanes of the pipeline that is deployed there that fail or stand still: since when, and with which error. Changes nothing.',
    )
    .option('--json', 'one JSON object')
    .addOption(pipelineOption())
    .addHelpText('after', '\nExample:\n  $ npx millrace dev status --json | jq -r .endpoint')
    .action(async ({ json, pipeline }: Options) => {
      const { status, cache, state } = await ports.status();
      const troubles = status === 'running' ? await ports.troubles(pipeline) : undefined;
      if (json) {
        const lanes = troubles?.map((trouble) => {
          const { lane, shard } = trouble;
          return { lane, shard, ...troubleJson(trouble) };
        });
        terminal.out(JSON.stringify({ status, cache, ...state, lanes }));
        return;
      }
      const rows = linesOf({ status, cache, ...(state === undefined ? {} : { state }) });
      if (troubles?.length === 0) rows.push(['lanes', 'all go on']);
      for (const line of troubleLines(troubles ?? [])) rows.push(['lane', line]);
      const width = greatest(rows.map(([name]) => name.length));
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
