import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { stackOutputs } from '../../adapters/aws/stack-outputs.ts';
import { packageRoot, packageVersion } from '../../package/package-root.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { COMPUTE_OUTPUTS, stackName } from '../../pipeline/deployed/resource-names.ts';
import { formatsIn, STORED_FORMATS } from '../../pipeline/deployed/stored-formats.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { againstDeployed } from '../explain-against.ts';
import { FailedError } from '../failed-error.ts';
import { pipelineOption, stageOption } from '../options.ts';
import {
  checkUpgrade,
  type DeployedVersion,
  type Finding,
  type InstalledVersion,
} from '../upgrade/check-upgrade.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly breakingRead?: boolean;
  readonly json?: boolean;
}

/** Where it is looked up what is deployed, and what is installed. */
export interface UpgradePorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  /** `undefined` where nothing is deployed. */
  deployed(pipeline: Pipeline, stage: string): Promise<DeployedVersion | undefined>;
  installed(): InstalledVersion;
}

const DESCRIPTION = [
  'Says what deploying the installed version of this package would change for a deployed pipeline: stored formats, views that would mean something else, and what the changelog says of the versions between. Changes nothing.',
  'It ends with 1 if something has to be done before: lanes would refuse to go on, what is stored is newer than this version reads, or an entry of the changelog is breaking. When you have done what those entries say, --breaking-read lets them pass.',
].join('\n\n');

/** `millrace upgrade-check` */
export const upgradeCheckCommand = (
  { terminal }: CommandContext,
  ports: UpgradePorts = { load: loadDefinition, deployed: deployedVersion, installed },
): Command =>
  new Command('upgrade-check')
    .summary('say what a new version changes for a deployment')
    .description(DESCRIPTION)
    .option('--breaking-read', 'breaking entries of the changelog have been read and done')
    .option('--json', 'one JSON object per finding')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ npm install millrace@latest\n  $ npx millrace upgrade-check --stage prod && npx cdk deploy --all -c stage=prod',
    )
    .action(async ({ pipeline, stage, json, breakingRead = false }: Options) => {
      const deployed = await ports.deployed(await ports.load(pipeline), stage);
      if (deployed === undefined) {
        terminal.err(`nothing is deployed on stage ${stage} yet: there is nothing to upgrade`);
        return;
      }
      const findings = checkUpgrade(deployed, ports.installed()).map(
        (each): Finding =>
          each.kind === 'breaking' && breakingRead ? { ...each, stops: false } : each,
      );
      for (const each of findings) {
        terminal.out(json ? JSON.stringify(each) : `${each.kind}: ${each.says}`);
      }
      if (findings.length === 0)
        terminal.err(`stage ${stage} has this version and this definition`);
      const count = findings.filter(({ stops }) => stops).length;
      if (count === 0) return;
      throw new FailedError(
        `deploying this version on stage ${stage} has to wait; got ${count === 1 ? 'one finding' : `${count} findings`} that need something done, expected none; do what is said above`,
      );
    });

const installed = (): InstalledVersion => ({
  version: packageVersion(),
  formats: STORED_FORMATS,
  changelog: readFileSync(join(packageRoot(), 'CHANGELOG.md'), 'utf8'),
});

/** What the outputs of the Compute stack say, and the state of its lanes. */
async function deployedVersion(
  pipeline: Pipeline,
  stage: string,
): Promise<DeployedVersion | undefined> {
  const differences = await againstDeployed(pipeline, stage);
  if (differences === undefined) return undefined;
  const outputs = await stackOutputs(stackName({ pipeline: pipeline.name, stage }, 'Compute'));
  return {
    version: outputs?.[COMPUTE_OUTPUTS.version],
    formats: formatsIn(outputs?.[COMPUTE_OUTPUTS.formats] ?? ''),
    differences,
  };
}
