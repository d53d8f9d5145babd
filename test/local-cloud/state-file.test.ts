import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type LocalCloudState,
  readState,
  removeState,
  writeState,
} from '../../lib/local-cloud/state-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const file = join(temporaryFolder(), 'cache', 'local-cloud.json');

const state: LocalCloudState = {
  pid: 77,
  identity: '1000',
  port: 4566,
  endpoint: 'http://127.0.0.1:4566',
  dynamodbEndpoint: 'http://127.0.0.1:4510',
  log: '/cache/run/localstack.log',
  lambdaLogs: '/cache/run/lambda',
  startedAt: '2026-01-01T00:00:00.000Z',
  ready: true,
};

describe('the state file', () => {
  test('gives back what was written while the process runs', () => {
    writeState(file, state);

    const read = readState(file, () => '1000');

    expect(read).toEqual(state);
  });

  test('counts for nothing once the process is gone', () => {
    writeState(file, state);

    const read = readState(file, () => undefined);

    expect(read).toBeUndefined();
  });

  test('counts for nothing once another process has the same id', () => {
    writeState(file, state);

    const read = readState(file, () => '2000');

    expect(read).toBeUndefined();
  });

  test('counts for nothing when it cannot be read', () => {
    writeFileSync(file, '{"pid": 77, "ident');

    const read = readState(file, () => '1000');

    expect(read).toBeUndefined();
  });

  test('can be removed twice', () => {
    writeState(file, state);

    removeState(file);
    removeState(file);

    expect(readState(file, () => '1000')).toBeUndefined();
  });
});
