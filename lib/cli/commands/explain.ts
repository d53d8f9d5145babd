import { Command, Option } from 'commander';
import type { Pipeline } from '../../pipeline/definition.ts';
import { mermaidPlan } from '../../pipeline/explain/mermaid.ts';
import { explainPlan } from '../../pipeline/explain.ts';
import { planOf } from '../../pipeline/planner.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { pipelineOption } from '../options.ts';

interface Options {
  readonly pipeline?: string;
  readonly mermaid?: boolean;
  readonly json?: boolean;
}

/** Where definitions come from. */
export interface ExplainPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
}

/** `millrace explain [module]` */
export const explainCommand = (
  { terminal }: CommandContext,
  ports: ExplainPorts = { load: loadDefinition },
): Command =>
  new Command('explain')
    .summary('say what a definition means and needs')
    .description(
      'Prints the plan of a definition: how its streams are read, which lane writes which rows and why, how fresh they are, and what state they have. Needs no account and no local cloud.',
    )
    .argument('[module]', 'module of the definition, and #name of its export if there are several')
    .addOption(
      new Option(
        '--mermaid',
        'a flowchart for https://mermaid.js.org, such as GitHub shows',
      ).conflicts('json'),
    )
    .option('--json', 'the plan itself')
    .addOption(pipelineOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx millrace explain examples/retail/pipeline.ts\n  $ npx millrace explain --json | jq .lanes',
    )
    .action(async (module: string | undefined, { pipeline, mermaid, json }: Options) => {
      const plan = planOf(await ports.load(module ?? pipeline));
      const text = json
        ? JSON.stringify(plan, null, 2)
        : mermaid
          ? mermaidPlan(plan)
          : explainPlan(plan);
      for (const line of text.split('\n')) terminal.out(line);
    });
