import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { localEnvironment } from './environment.ts';
import { LocalCloudError } from './local-cloud-error.ts';
import { lastLines, type Machine, thisMachine } from './machine.ts';
import { localCloudPaths } from './paths.ts';
import { privateFolder } from './private-files.ts';
import { LOCAL_ACCOUNT, type Target } from './target.ts';

export interface DeployOptions {
  readonly target: Target;
  /** Folder with `cdk.json`; the current one without it. */
  readonly cwd?: string;
  /** Command that synthesises, in place of the one in `cdk.json`. */
  readonly app?: string;
  /** Stacks by name; all without it. */
  readonly stacks?: readonly string[];
  /** Context values, beside `stage=local`. */
  readonly context?: Readonly<Record<string, string>>;
  /** Folder of the cloud assembly; two deployments at once need two. */
  readonly output?: string;
  /** Told what `cdk` prints; standard error without it. */
  readonly onOutput?: (text: string) => void;
  readonly machine?: Machine;
}

/** By stack, by name of the output. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const cdk = () =>
  join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');

async function runCdk(args: readonly string[], options: DeployOptions): Promise<void> {
  const { target, cwd, machine = thisMachine } = options;
  const { onOutput = (text: string) => process.stderr.write(text) } = options;
  const { deployLog: log } = localCloudPaths(machine.env);
  const env = localEnvironment(target, { ...machine.env, CI: '1', NODE_OPTIONS: '' });
  const finished = await machine.run(process.execPath, [cdk(), ...args], {
    ...{ env, log, onOutput },
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (finished.status === 0) return;
  throw new LocalCloudError('LOCAL_CLOUD_DEPLOY_FAILED', {
    at: `cdk ${args[0]}`,
    problem: 'it failed',
    given: finished.status === undefined ? 'no exit status' : `exit status ${finished.status}`,
    expected: 'exit status 0',
    fix: `read the end of its output; the whole is in ${log}`,
    output: lastLines(finished.stdout + finished.stderr, 30),
  });
}

/**
 * Deploys the real stacks into a target with the real `cdk`: bootstrap, then deploy.
 *
 * Never touches an account: endpoint and credentials are those of the target, and whatever the
 * environment says of profiles is left out. Deploying again updates what is there.
 *
 * @returns The outputs of the stacks.
 * @throws {@link LocalCloudError} `LOCAL_CLOUD_DEPLOY_FAILED`, with the end of what `cdk` printed.
 */
export async function deployLocally(options: DeployOptions): Promise<StackOutputs> {
  const { target, app, stacks = [], context = {}, output, machine = thisMachine } = options;
  const { run, deployLog } = localCloudPaths(machine.env);
  const outputsFile = join(run, `outputs-${process.pid}.json`);
  const settings = Object.entries({ stage: 'local', ...context });
  const common = [
    ...settings.flatMap(([key, value]) => ['--context', `${key}=${value}`]),
    ...(app === undefined ? [] : ['--app', app]),
    ...(output === undefined ? [] : ['--output', output]),
    '--no-notices',
  ];
  privateFolder(run);
  rmSync(deployLog, { force: true });
  try {
    await runCdk(['bootstrap', `aws://${LOCAL_ACCOUNT}/${target.region}`, ...common], options);
    const what = stacks.length === 0 ? ['--all'] : stacks;
    const quietly = ['--require-approval', 'never', '--progress', 'events'];
    const deploy = ['deploy', ...what, ...quietly, '--outputs-file', outputsFile, ...common];
    await runCdk(deploy, options);
    return JSON.parse(readFileSync(outputsFile, 'utf8')) as StackOutputs;
  } finally {
    rmSync(outputsFile, { force: true });
  }
}
