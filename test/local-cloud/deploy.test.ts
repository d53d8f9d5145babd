import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { deployLocally } from '../../lib/local-cloud/deploy.ts';
import { fakeMachine } from '../support/cloud/fake-machine.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const env = { MILLRACE_CACHE: temporaryFolder(), AWS_PROFILE: 'production' };
const target = {
  url: 'http://127.0.0.1:4566',
  region: 'us-east-1',
  source: 'the local cloud',
} as const;

/** Stands for `cdk`: `deploy` writes its outputs where it is told to. */
const cdk = (outputs: object) => ({
  [process.execPath]: (args: readonly string[]) => {
    const file = args[args.indexOf('--outputs-file') + 1];
    if (args.includes('deploy') && file) writeFileSync(file, JSON.stringify(outputs));
  },
});

describe('deployLocally', () => {
  test('bootstraps, deploys everything without asking, and gives the outputs', async () => {
    const machine = fakeMachine(cdk({ Shop: { StreamName: 'sales' } }), { env });

    const outputs = await deployLocally({ target, app: 'node app.ts', machine });

    const [bootstrap, deploy] = machine.commands;
    expect(outputs).toEqual({ Shop: { StreamName: 'sales' } });
    expect(bootstrap).toContain('cdk bootstrap aws://000000000000/us-east-1 --context stage=local');
    expect(deploy).toContain('cdk deploy --all --require-approval never');
    expect(deploy).toContain('--context stage=local --app node app.ts');
  });

  test('runs cdk against the endpoint, and without the profile of the environment', async () => {
    const seen: (NodeJS.ProcessEnv | undefined)[] = [];
    const fake = fakeMachine(cdk({}), { env });
    const run: typeof fake.run = (command, args, options) => {
      seen.push(options?.env);
      return fake.run(command, args, options);
    };

    await deployLocally({ target, machine: { ...fake, run } });

    expect(seen).toHaveLength(2);
    for (const each of seen) {
      expect(each).toMatchObject({ AWS_ENDPOINT_URL: target.url, AWS_ACCESS_KEY_ID: 'test' });
      expect(each).not.toHaveProperty('AWS_PROFILE');
    }
  });

  test('fails with the end of what cdk printed, and says where the rest is', async () => {
    const stderr = 'Trial: deploying\nTable: CREATE_FAILED, name is taken\n';
    const machine = fakeMachine({ [process.execPath]: { status: 1, stderr } }, { env });

    const deployment = deployLocally({ target, machine });

    await expect(deployment).rejects.toMatchObject({
      message: `cdk bootstrap: it failed; got exit status 1, expected exit status 0; read the end of its output; the whole is in ${env.MILLRACE_CACHE}/run/deploy.log [LOCAL_CLOUD_DEPLOY_FAILED]`,
      fault: { output: stderr.trim() },
    });
  });
});
