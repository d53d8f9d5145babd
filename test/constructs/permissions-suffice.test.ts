import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { permissionsOf } from '../support/permissions.ts';
import { reachedCommands } from '../support/reached-commands.ts';
import { synthesise } from '../support/synthesis.ts';

/** The permission that a command needs, where it is not called after the command. */
const ACTIONS: Readonly<Record<string, string>> = {
  BatchGetItem: 'dynamodb:BatchGetItem',
  GetItem: 'dynamodb:GetItem',
  PutItem: 'dynamodb:PutItem',
  Query: 'dynamodb:Query',
  UpdateItem: 'dynamodb:UpdateItem',
  DeleteItem: 'dynamodb:DeleteItem',
  ListShards: 'kinesis:ListShards',
  PutRecords: 'kinesis:PutRecords',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  ListObjectsV2: 's3:ListBucket',
  PutObject: 's3:PutObject',
};

/** Handlers, the start of their roles' ids, and what they import without ever sending it. */
const HANDLERS: readonly (readonly [string, string, readonly string[]])[] = [
  ['speed', 'SalesSpeed', []],
  ['exchange', 'Exchange', ['kinesis:PutRecords']], // made like a speed lane; has no one to send to
  ['archive', 'SalesArchive', []],
  ['heartbeat', 'Heartbeat', ['dynamodb:PutItem']], // reads marks beside the code that writes them
];

/** The local cloud lets everybody do everything, so a permission that is missing shows only here. */
describe('the role of a function', () => {
  let compute: Template;

  beforeAll(() => {
    compute = synthesise('prod').compute;
  });

  test.each(HANDLERS)('allows every command that the %s handler sends', (handler, role, unsent) => {
    const entry = join(import.meta.dirname, '..', '..', 'lambdas', handler, 'index.ts');
    const allowed = new Set(permissionsOf(compute, role).map((line) => line.split(' on ')[0]));

    const needed = reachedCommands(entry).map((command) => ACTIONS[command] ?? `? ${command}`);

    expect(needed).not.toEqual([]);
    expect(needed.filter((action) => !allowed.has(action))).toEqual(unsent);
  });
});
