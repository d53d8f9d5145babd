import { Command, Option } from 'commander';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { explainPlan } from '../../pipeline/explain/explain.ts';
import { mermaidPlan } from '../../pipeline/explain/mermaid.ts';
import type { Difference } from '../../pipeline/plan/compare-deployed.ts';
import type { Plan } from '../../pipeline/plan/plan.ts';
import { planOf } from '../../pipeline/plan/planner.ts';
import { toSql } from '../../serving/sql/to-sql.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { againstDeployed, differenceLine, refuseWhatStops } from '../explain-against.ts';
import { pipelineOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly pipeline?: string;
  readonly mermaid?: boolean;
  readonly json?: boolean;
  readonly against?: string;
}

/** Where definitions come from. */
export interface ExplainPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  /** What deploying it would change; `undefined` where it was never deployed. */
  against(pipeline: Pipeline, stage: string): Promise<readonly Difference[] | undefined>;
}

/** `millrace explain [module]` */
export const explainCommand = (
  { terminal }: CommandContext,
  ports: ExplainPorts = { load: loadDefinition, against: againstDeployed },
): Command =>
  new Command('explain')
    .summary('say what a definition means and needs')
    .description(
      'Prints the plan of a definition: how its streams are read, which lane writes which rows and why, how fresh they are, and what state they have. Needs no account and no local cloud.\n\nWith --against it prints instead in what the definition differs from what is deployed, and what to do; it ends with 1 if lanes would refuse to go on. Run it before cdk deploy.',
    )
    .argument('[module]', 'module of the definition, and #name of its export if there are several')
    .addOption(
      new Option(
        '--mermaid',
        'a flowchart for https://mermaid.js.org, such as GitHub shows',
      ).conflicts('json'),
    )
    .option('--json', 'the plan itself')
    .addOption(
      new Option(
        '--against <stage>',
        'compare with what is deployed on that stage, such as prod or local',
      ).conflicts('mermaid'),
    )
    .addOption(pipelineOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx millrace explain examples/retail/pipeline.ts\n  $ npx millrace explain --json | jq .lanes\n  $ npx millrace explain --against prod && npx cdk deploy --all -c stage=prod',
    )
    .action(async (module: string | undefined, { pipeline, mermaid, json, against }: Options) => {
      const definition = await ports.load(module ?? pipeline);
      if (against !== undefined) {
        compare(await ports.against(definition, against), { json, stage: against }, terminal);
        return;
      }
      const plan = planOf(definition);
      const text = json
        ? JSON.stringify(plan, null, 2)
        : mermaid
          ? mermaidPlan(plan)
          : [explainPlan(plan), ...explainSql(plan)].join('\n');
      for (const line of text.split('\n')) terminal.out(line);
    });

/** Which views SQL says, so that `reconcile` and batch runs may use it, and why not the others. */
function explainSql(plan: Plan): string[] {
  const lines = plan.views.map((view) => {
    const id = viewId(view);
    const answer = toSql({ plan, view: id }, { dialect: 'duckdb', relation: view.name });
    if (answer.ok) return `  ${id}: yes`;
    return `  ${id}: no; ${answer.reasons.map(({ at, why }) => `${at}: ${why}`).join('; ')}`;
  });
  return ['', 'In SQL', ...lines];
}

/** Prints differences as data; whether it can be deployed is the exit code. */
function compare(
  differences: readonly Difference[] | undefined,
  { json, stage }: { readonly json: boolean | undefined; readonly stage: string },
  terminal: Terminal,
): void {
  for (const each of differences ?? [])
    terminal.out(json ? JSON.stringify(each) : differenceLine(each));
  if (differences === undefined) terminal.err(`nothing is deployed on stage ${stage} yet`);
  else if (differences.length === 0) terminal.err(`all views mean what is deployed on ${stage}`);
  refuseWhatStops(differences ?? [], stage);
}
