import { describe, expect, test } from '@jest/globals';
import { devCommand } from '../../lib/cli/commands/dev.ts';
import type { DevPorts } from '../../lib/cli/dev/ports.ts';
import {
  type DeployOptions,
  LocalCloudError,
  type LocalCloudState,
  type LogOptions,
  type StartOptions,
} from '../../lib/local-cloud/index.ts';
import { cliOf } from '../support/cli/run-cli.ts';

const STATE: LocalCloudState = {
  pid: 7,
  identity: 'x',
  port: 4566,
  endpoint: 'http://127.0.0.1:4566',
  dynamodbEndpoint: 'http://127.0.0.1:8000',
  log: '/c/localstack.log',
  lambdaLogs: '/c/lambda',
  startedAt: '2026-03-01T00:00:00.000Z',
  ready: true,
};

/** A local cloud that does nothing and remembers what it was asked. */
function fakeCloud(overrides: Partial<DevPorts> = {}) {
  const asked: { start: StartOptions[]; deploy: DeployOptions[]; logs: LogOptions[] } = {
    start: [],
    deploy: [],
    logs: [],
  };
  const ports: DevPorts = {
    async start(options = {}) {
      asked.start.push(options);
      options.report?.('installing LocalStack');
      return { state: STATE, isNew: true };
    },
    stop: async () => STATE,
    status: async () => ({ status: 'running', cache: '/c/localstack', state: STATE }),
    async *logs(options = {}) {
      asked.logs.push(options);
      yield { source: 'speed', text: 'one' };
      yield { source: 'exchange', text: 'two' };
    },
    async deploy(options) {
      asked.deploy.push(options);
      options.onOutput?.('Shop | 1/9 | CREATE_IN_PROGRESS\nShop | 2/9 | CREATE_COMPLETE\n');
      return { 'Shop-local-Data': { ViewsTable: 'views' } };
    },
    against: async () => undefined,
    troubles: async () => undefined,
    interruption: () => AbortSignal.abort(),
    ...overrides,
  };
  return { asked, run: cliOf((terminal) => [devCommand({ terminal }, ports)]) };
}

describe('dev up', () => {
  test('starts the local cloud and prints its endpoint, and nothing else, on standard output', async () => {
    const { asked, run } = fakeCloud();

    expect(await run('dev', 'up')).toEqual({
      exitCode: 0,
      out: ['http://127.0.0.1:4566'],
      err: ['installing LocalStack', 'the local cloud is running'],
    });
    expect(asked.deploy).toEqual([]);
  });

  test('says that it runs already, if it does', async () => {
    const { run } = fakeCloud({ start: async () => ({ state: STATE, isNew: false }) });

    expect((await run('dev', 'up')).err).toEqual(['the local cloud was running already']);
  });

  test('deploys what it is told to, into what it has started', async () => {
    const { asked, run } = fakeCloud();

    const { out, err } = await run('dev', 'up', '--deploy', '--pipeline', 'shop.ts#shop', '--json');

    expect(asked.deploy).toEqual([
      expect.objectContaining({
        target: expect.objectContaining({ url: STATE.endpoint, source: 'the local cloud' }),
        context: { pipeline: 'shop.ts#shop' },
      }),
    ]);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      { ...STATE, isNew: true, outputs: { 'Shop-local-Data': { ViewsTable: 'views' } } },
    ]);
    expect(err.slice(-2)).toEqual(['deploying (a minute or two) …', 'deployed Shop-local-Data']);
  });

  test('deploys nothing that would stop lanes, and says what to do', async () => {
    const says = 'exchange would refuse to go on [VIEW_CHANGED]; restore it';
    const where: unknown[] = [];
    const { asked, run } = fakeCloud({
      async against(pipeline, { url }) {
        where.push(pipeline, url);
        return [{ kind: 'view changed', name: 'by_country', stops: true, says }];
      },
    });

    const { exitCode, err } = await run('dev', 'up', '--deploy', '--pipeline', 'shop.ts');

    expect(exitCode).toBe(1);
    expect(where).toEqual(['shop.ts', STATE.endpoint]);
    expect(err.slice(-2)).toEqual([
      `view changed: by_country: ${says}`,
      'dev up: --against: deploying this would stop lanes of stage local; got one change under state that is there, expected none; do what is said above',
    ]);
    expect(asked.deploy).toEqual([]);
  });

  test('passes a port on, and refuses what is none', async () => {
    const { asked, run } = fakeCloud();

    await run('dev', 'up', '--port', '5000');
    const refused = await run('dev', 'up', '--port', 'http');

    expect(asked.start.map(({ port }) => port)).toEqual([5000]);
    expect(refused).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'dev up: --port: is not a number of things; got "http", expected a whole number from 1; correct it',
      ],
    });
  });

  test('ends with 1 and what the local cloud says, if it cannot start', async () => {
    const fault = { at: 'Python', problem: 'none', given: 'a', expected: 'b', fix: 'c' };
    const { run } = fakeCloud({
      start: async () => {
        throw new LocalCloudError('LOCAL_CLOUD_PYTHON_MISSING', fault);
      },
    });

    expect(await run('dev', 'up')).toEqual({
      exitCode: 1,
      out: [],
      err: ['dev up: Python: none; got a, expected b; c [LOCAL_CLOUD_PYTHON_MISSING]'],
    });
  });
});

describe('dev down', () => {
  test('says what it has stopped, or that there was nothing to stop', async () => {
    const stopped = await fakeCloud().run('dev', 'down');
    const nothing = await fakeCloud({ stop: async () => undefined }).run('dev', 'down');

    expect(stopped).toEqual({
      exitCode: 0,
      out: [],
      err: ['stopped the local cloud at http://127.0.0.1:4566'],
    });
    expect(nothing).toEqual({ exitCode: 0, out: [], err: ['the local cloud was not running'] });
  });
});

describe('dev status', () => {
  test('prints what runs, and where', async () => {
    expect((await fakeCloud().run('dev', 'status')).out).toEqual([
      'local cloud    running',
      'endpoint       http://127.0.0.1:4566',
      'DynamoDB       http://127.0.0.1:8000',
      'process        7',
      'since          2026-03-01T00:00:00.000Z',
      'log            /c/localstack.log',
      'function logs  /c/lambda',
      'installed in   /c/localstack',
    ]);
  });

  test('prints one JSON object where nothing runs', async () => {
    const { run } = fakeCloud({ status: async () => ({ status: 'stopped', cache: '/c' }) });

    expect((await run('dev', 'status', '--json')).out).toEqual([
      '{"status":"stopped","cache":"/c"}',
    ]);
    expect((await run('dev', 'status')).out).toEqual(['local cloud   stopped', 'installed in  /c']);
  });
});

describe('dev status of what is deployed', () => {
  const since = Date.UTC(2026, 2, 1, 11);
  const troubles = [{ lane: 'sales.speed', shard: 'shardId-0', since, failure: undefined }];

  test('names lanes that do not go on, of the pipeline that is meant', async () => {
    const asked: (string | undefined)[] = [];
    const { run } = fakeCloud({
      async troubles(pipeline) {
        asked.push(pipeline);
        return troubles;
      },
    });

    const { out } = await run('dev', 'status', '--pipeline', 'shop.ts');
    const json = await run('dev', 'status', '--json');

    expect(out.at(-1)).toBe(
      'lane           sales.speed stands still since 2026-03-01 11:00:00 UTC on shardId-0: records wait, and no failure was noted; its log may say why',
    );
    expect(JSON.parse(json.out[0] ?? '').lanes).toEqual([
      {
        ...{ lane: 'sales.speed', shard: 'shardId-0', since: '2026-03-01T11:00:00.000Z' },
        ...{ code: null, message: null, last: null, count: 0 },
      },
    ]);
    expect(asked).toEqual(['shop.ts', undefined]);
  });

  test('says that all go on, if they do', async () => {
    const { run } = fakeCloud({ troubles: async () => [] });

    expect((await run('dev', 'status')).out.at(-1)).toBe('lanes          all go on');
  });
});

describe('dev logs', () => {
  test('prints the log of LocalStack as it is, those of functions with their names', async () => {
    const { asked, run } = fakeCloud();

    const own = await run('dev', 'logs', '--lines', '5');
    const named = await run('dev', 'logs', 'spe');
    const all = await run('dev', 'logs', '--all', '--json');

    expect(own.out).toEqual(['one', 'two']);
    expect(named.out).toEqual(['speed | one', 'exchange | two']);
    expect(all.out[0]).toBe('{"source":"speed","text":"one"}');
    expect(asked.logs).toEqual([{ lines: 5 }, { functions: 'spe' }, { functions: '' }]);
  });

  test('goes on until it is interrupted, if it follows', async () => {
    const { asked, run } = fakeCloud();

    const { exitCode } = await run('dev', 'logs', '--follow');

    expect(exitCode).toBe(0);
    expect(asked.logs).toEqual([{ follow: true, signal: expect.any(AbortSignal) }]);
  });
});
