import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { localCloudLogs } from '../../lib/local-cloud/logs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const paths = { log: join(folder, 'localstack.log'), lambdaLogs: join(folder, 'lambda') };

beforeAll(() => {
  mkdirSync(paths.lambdaLogs);
  writeFileSync(paths.log, 'one\ntwo\nthree\n');
  writeFileSync(join(paths.lambdaLogs, 'shop-speed.log'), 'fast\n');
  writeFileSync(join(paths.lambdaLogs, 'shop-archive.log'), 'slow\n');
});

describe('localCloudLogs', () => {
  test('gives the last lines of LocalStack itself if no function is named', async () => {
    const lines = await Array.fromAsync(localCloudLogs({ paths, lines: 2 }));

    expect(lines).toEqual([
      { source: 'localstack', text: 'two' },
      { source: 'localstack', text: 'three' },
    ]);
  });

  test.each(['shop', 'Shop', 'SHOP'])(
    'gives the lines of all functions whose name contains %s',
    async (functions) => {
      const lines = await Array.fromAsync(localCloudLogs({ paths, functions }));

      expect(lines).toEqual([
        { source: 'shop-archive', text: 'slow' },
        { source: 'shop-speed', text: 'fast' },
      ]);
    },
  );

  test('follows with whole lines only, until it is told to stop', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const log = join(folder, 'growing.log');
    writeFileSync(log, '');
    const options = { paths: { ...paths, log }, follow: true, lines: 0, signal };

    const lines = localCloudLogs(options);
    const first = lines.next();
    appendFileSync(log, 'gröwn\nunfinished');
    const { value } = await first;
    const second = lines.next();
    controller.abort();
    const { done } = await second;

    expect(value).toEqual({ source: 'localstack', text: 'gröwn' });
    expect(done).toBe(true);
  });

  test('names the functions that there are if none is meant', async () => {
    const reading = Array.fromAsync(localCloudLogs({ paths, functions: 'query' }));

    await expect(reading).rejects.toThrow(
      'logs: no function of that name has run since the local cloud started; got "query", ' +
        'expected shop-archive, shop-speed; name a part of one of these, or have the function ' +
        'invoked first [LOCAL_CLOUD_LOG_UNKNOWN]',
    );
  });
});
