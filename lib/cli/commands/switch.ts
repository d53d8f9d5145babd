import { Command } from 'commander';
import { dynamoViewVersions } from '../../adapters/dynamodb/view-versions.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import type { ViewVersions } from '../../ports/view-versions.ts';
import { activeOf, versionsOf } from '../../serving/view-named.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
import { FailedError } from '../failed-error.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { countOption } from '../read-options.ts';
import { UsageError } from '../usage-error.ts';
import { viewsNamed } from '../view-named.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly to: string;
}

/** Where definitions and active versions come from. */
export interface SwitchPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  open(pipeline: Pipeline, stage: string): Promise<ViewVersions>;
  now(): number;
}

const DEPLOYED: SwitchPorts = {
  load: loadDefinition,
  async open(pipeline, stage) {
    const { dynamodb, viewsTable } = await findDeployed(pipeline, stage);
    return dynamoViewVersions(dynamodb, viewsTable);
  },
  now: Date.now,
};

const DESCRIPTION = [
  'Gives the readers of a view another of its versions, all at once.',
  'Both versions are computed as long as the definition has both, so switching back is the same command with the number of before.',
].join('\n\n');

/** `millrace switch <view> --to <version>` */
export const switchCommand = (
  { terminal }: CommandContext,
  ports: SwitchPorts = DEPLOYED,
): Command =>
  new Command('switch')
    .summary('give the readers of a view another version')
    .description(DESCRIPTION)
    .argument('<view>', 'name of the view in the pipeline')
    .requiredOption('--to <version>', 'version that readers get from now on')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText('after', '\nExample:\n  $ npx millrace switch sales_by_country --to 2')
    .action(async (name: string, options: Options) => {
      const to = countOption(options.to, '--to');
      const pipeline = await ports.load(options.pipeline);
      checkVersion(pipeline, name, to);
      const versions = await ports.open(pipeline, options.stage);
      const active = await versions.active(name);
      const from = active?.version ?? activeOf(versionsOf(pipeline, name), undefined)?.version;
      if (from === to) {
        terminal.err(`${name}: version ${to} is active already`);
        return;
      }
      const change = { view: name, from: active?.version, to, at: ports.now() };
      if (!(await versions.switchTo(change))) {
        throw new FailedError(
          `${name}: somebody else switched at the same time; got another version than ${from}, expected that one; look with query, then decide again`,
        );
      }
      terminal.err(
        `${name}: readers get version ${to} instead of ${from}; back with: npx millrace switch ${name} --to ${from}`,
      );
    });

/** @throws {@link UsageError} with the versions that there are. */
function checkVersion(pipeline: Pipeline, name: string, to: number): void {
  const views = viewsNamed(pipeline, name);
  const versions = views.map(({ version }) => version);
  if (views.some((view) => view.name !== name)) {
    throw new UsageError(
      `${name}: names one version; got "${name}", expected the name of the view alone; say the version with --to`,
    );
  }
  if (versions.includes(to)) return;
  throw new UsageError(
    `--to: the definition of ${name} has no such version; got ${to}, expected one of ${versions.join(', ')}; declare it with .view('${name}', { version: ${to} }) and deploy that first`,
  );
}
