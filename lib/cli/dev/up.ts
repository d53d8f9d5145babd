import { Command } from 'commander';
import { targetOf } from '../../local-cloud/index.ts';
import type { CommandContext } from '../command-context.ts';
import { differenceLine, refuseWhatStops } from '../explain-against.ts';
import { pipelineOption } from '../options.ts';
import { countOption } from '../read-options.ts';
import type { Terminal } from '../terminal.ts';
import type { DevPorts } from './ports.ts';

interface Options {
  readonly port?: string;
  readonly deploy?: boolean;
  readonly pipeline?: string;
  readonly json?: boolean;
}

const DESCRIPTION = [
  'Installs the local cloud if need be (some minutes, once), starts it in the background and prints its endpoint. If it runs already, nothing is started.',
  'It is LocalStack on this machine, without Docker: it listens on the loopback interface only, keeps everything in memory, and runs until "dev down".',
  'Before it deploys, it compares the definition with what is deployed, as "explain --against local" does, and deploys nothing that would stop lanes.',
].join('\n\n');

/** `millrace dev up` */
export const upCommand = ({ terminal }: CommandContext, ports: DevPorts): Command =>
  new Command('up')
    .summary('install and start the local cloud, and deploy into it')
    .description(DESCRIPTION)
    .option('--deploy', 'deploy the stacks of the pipeline into it')
    .option('--port <n>', 'port of its endpoint (default: 4566, or a free one)')
    .option('--json', 'one JSON object: its state, and the outputs of the stacks')
    .addOption(pipelineOption())
    .addHelpText('after', '\nExample:\n  $ npx millrace dev up --deploy')
    .action(async ({ port, deploy, pipeline, json }: Options) => {
      const { state, isNew } = await ports.start({
        ...(port === undefined ? {} : { port: countOption(port, '--port') }),
        report: (line) => terminal.err(line),
      });
      terminal.err(isNew ? 'the local cloud is running' : 'the local cloud was running already');
      if (deploy) {
        const differences = (await ports.against(pipeline, targetOf(state))) ?? [];
        for (const each of differences) terminal.err(differenceLine(each));
        refuseWhatStops(differences, 'local');
      }
      const outputs = deploy
        ? await ports.deploy({
            target: targetOf(state),
            ...(pipeline === undefined ? {} : { context: { pipeline } }),
            onOutput: showProgress(terminal),
          })
        : undefined;
      if (outputs !== undefined) terminal.err(`deployed ${Object.keys(outputs).join(', ')}`);
      const { endpoint } = state;
      terminal.out(json ? JSON.stringify({ ...state, isNew, outputs }) : endpoint);
    });

/** The last line that a program has printed stands for what it is doing. */
function showProgress(terminal: Terminal): (text: string) => void {
  terminal.err('deploying (a minute or two) …');
  return (text) => {
    const line = text.trimEnd().split('\n').at(-1)?.trim();
    if (line) terminal.progress(line);
  };
}
