import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SAMPLE_MODULE } from '../support/definitions/sample-pipeline.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Cdk {
  readonly app: string;
  readonly context: Readonly<Record<string, unknown>>;
}

interface CfnFunction {
  readonly Type: string;
  readonly Properties: {
    readonly Code: { readonly S3Key: string };
    readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
  };
}

const cdk = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as Cdk;

/** Runs the command of `cdk.json` as the CDK command line does, without an account or a region. */
function synthesise(outdir: string, context: Record<string, string>) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AWS|CDK|NODE_OPTIONS)/.test(name)),
  );
  const CDK_CONTEXT_JSON = JSON.stringify({ ...cdk.context, ...context });
  return spawnSync(cdk.app, {
    cwd: ROOT,
    shell: true,
    encoding: 'utf8',
    env: { ...env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON },
  });
}

describe('the app', () => {
  const pipeline = `${SAMPLE_MODULE.path}#${SAMPLE_MODULE.exportName}`;
  let outdir = '';
  let run: ReturnType<typeof synthesise>;

  beforeAll(() => {
    outdir = mkdtempSync(join(tmpdir(), 'millrace-app-'));
    run = synthesise(outdir, { stage: 'dev', pipeline });
  }, 60_000);

  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  const read = (name: string) => JSON.parse(readFileSync(join(outdir, name), 'utf8'));

  test('synthesises offline and without credentials, and asks for nothing that it would need them for', () => {
    const manifest = read('manifest.json');
    expect(run.status).toBe(0);
    expect(manifest.missing).toBeUndefined();
    const stacks = Object.values<{
      type: string;
      environment: string;
      properties: { stackName: string };
    }>(manifest.artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
    expect(stacks.map(({ properties }) => properties.stackName)).toEqual([
      'SampleShop-dev-Data',
      'SampleShop-dev-Compute',
    ]);
    expect(stacks.map(({ environment }) => environment)).toEqual(
      Array(2).fill('aws://unknown-account/unknown-region'),
    );
  });

  test('bundles the pipeline that is named into functions that need no package beside them', () => {
    const compute = readdirSync(outdir).find((name) => /Compute.*\.template\.json$/.test(name));
    const functions = Object.values<CfnFunction>(read(compute ?? '').Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );

    const loaded = functions.map(({ Properties: { Code, Environment } }) => {
      const bundle = join(outdir, `asset.${Code.S3Key.replace('.zip', '')}`, 'index.mjs');
      const values = Object.entries(Environment.Variables).map(
        ([name, value]) => [name, typeof value === 'string' ? value : 'imported'] as const,
      );
      const script = `console.log(typeof (await import(${JSON.stringify(bundle)})).handler)`;
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--input-type=module', '--eval', script],
        { env: { AWS_REGION: 'eu-central-1', ...Object.fromEntries(values) }, encoding: 'utf8' },
      );
      const holdsDefinition = readFileSync(bundle, 'utf8').includes('spent_by_customer');
      return { holdsDefinition, stdout, stderr };
    });

    expect(loaded).toEqual(
      Array(9).fill({ holdsDefinition: true, stdout: 'function\n', stderr: '' }),
    );
  });

  test.each([
    [{ stage: 'staging', pipeline }, /^stage: there is no such stage; .* \[STAGE_UNKNOWN\]\n$/],
    [{ stage: 'dev', pipeline: 'none.ts' }, /^pipeline: .* \[PIPELINE_NOT_FOUND\]\n$/],
    [{ stage: 'dev', pipeline, shards: 'many' }, /^shards: .* got "many", .* \[STAGE_INVALID\]\n$/],
  ])('says in one line what is wrong with %j, and fails', (context, message) => {
    const { status, stderr } = synthesise(join(outdir, 'wrong'), context);

    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });
});
