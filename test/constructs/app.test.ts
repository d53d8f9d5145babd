import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SAMPLE_MODULE } from '../support/synthesis.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Cdk {
  readonly app: string;
  readonly context: Readonly<Record<string, unknown>>;
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

  const bundles = (): string[] =>
    readdirSync(outdir)
      .map((name) => join(outdir, name, 'index.mjs'))
      .filter((path) => existsSync(path));

  test('synthesises offline and without credentials, and asks for nothing that it would need them for', () => {
    const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));
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
    const variables = {
      ...process.env,
      AWS_REGION: 'eu-central-1',
      LANE: 'sales.speed',
      VIEWS_TABLE: 'views',
      STATE_TABLE: 'state',
      LAKE_BUCKET: 'lake',
      SOURCE_STREAMS: '{"sales":"sample_shop-dev-sales"}',
      SOURCE_STREAM: 'sample_shop-dev-sales',
      EXCHANGE_STREAM: 'sample_shop-dev-exchange',
      MILLRACE_STAGE: 'dev',
      NODE_OPTIONS: '',
    };
    const functions = bundles().filter((path) =>
      readFileSync(path, 'utf8').includes('sample_shop'),
    );

    const loaded = functions.map((path) => {
      const script = `console.log(typeof (await import(${JSON.stringify(path)})).handler)`;
      const arguments_ = ['--input-type=module', '--eval', script];
      return spawnSync(process.execPath, arguments_, { env: variables, encoding: 'utf8' }).stdout;
    });

    expect(loaded.length).toBeGreaterThanOrEqual(3);
    expect(new Set(loaded)).toEqual(new Set(['function\n']));
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
