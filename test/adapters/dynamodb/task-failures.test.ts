import { describe, expect, test } from '@jest/globals';
import { readTaskFailures } from '../../../lib/adapters/dynamodb/read-task-failures.ts';
import { dynamoTaskFailures, FAILURE_NOTES } from '../../../lib/adapters/dynamodb/task-failures.ts';
import { DefinitionError } from '../../../lib/errors/definition-error.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';
import { ServiceFault } from '../../support/dynamodb/wire.ts';

const NOON = Date.UTC(2026, 2, 1, 12);
const SECOND = 1_000;
const task = { pipeline: 'shop', lane: 'sales.speed', shard: 'shardId-000000000000' };
const other = { ...task, shard: 'shardId-000000000001' };

const refused = new DefinitionError('VIEW_CHANGED', {
  ...{ at: 'shop › by_customer', problem: 'the definition changed', given: 'a', expected: 'b' },
  fix: 'declare a new version',
});

/** A table, a clock, and containers that note failures in it. */
function world() {
  const dynamo = fakeDynamo();
  let time = NOON;
  const now = () => time;
  return {
    dynamo,
    pass: (ms: number) => {
      time += ms;
    },
    container: () => dynamoTaskFailures(dynamo.client, 'state', { now }),
    noted: (pipeline = 'shop') => readTaskFailures(dynamo.client, 'state', pipeline),
    writes: () =>
      ['PutItem', 'UpdateItem', 'DeleteItem'].reduce(
        (sum, call) => sum + (dynamo.count[call] ?? 0),
        0,
      ),
  };
}

describe('failures of tasks', () => {
  test('say what failed, since when, with which error, and how often', async () => {
    const { container, noted, pass } = world();
    const failures = container();

    await failures.failed(task, new Error('down'));
    pass(40 * SECOND);
    await failures.failed(task, refused);

    expect(await noted()).toEqual([
      {
        ...{ lane: 'sales.speed', shard: task.shard, code: 'VIEW_CHANGED' },
        ...{ message: refused.message, since: NOON, last: NOON + 40 * SECOND, count: 2 },
      },
    ]);
  });

  test('are written once in half a minute, however many there are, and all of them counted', async () => {
    const { container, noted, pass, writes } = world();
    const failures = container();

    for (let i = 0; i < 1_000; i++) {
      await failures.failed(task, refused);
      pass(30);
    }
    const before = writes();
    pass(FAILURE_NOTES.every);
    await failures.failed(task, refused);

    expect(before).toBeLessThanOrEqual(2); // once it finds nothing to add to, and puts
    expect(await noted()).toMatchObject([{ since: NOON, count: 1_001 }]);
  });

  test('are void as soon as the task goes on, whichever container noted them', async () => {
    const { container, noted } = world();
    await container().failed(task, refused);
    await container().failed(other, refused);

    await container().wentOn(task);

    expect((await noted()).map(({ shard }) => shard)).toEqual([other.shard]);
  });

  test('cost a task nothing while it goes on', async () => {
    const { container, writes } = world();
    const failures = container();
    await failures.wentOn(task);
    const first = writes();

    for (let i = 0; i < 1_000; i++) await failures.wentOn(task);

    expect(writes()).toBe(first);
  });

  test('begin anew after a task went on, and where the last one is long ago', async () => {
    const { container, noted, pass } = world();
    const failures = container();
    await failures.failed(task, refused);
    await failures.failed(other, refused);
    await failures.wentOn(task);
    pass(FAILURE_NOTES.oneStandstill);

    await failures.failed(task, refused);
    await failures.failed(other, refused);

    const since = NOON + FAILURE_NOTES.oneStandstill;
    expect(await noted()).toMatchObject([
      { since, count: 1 },
      { since, count: 1 },
    ]);
  });

  test('are those of one pipeline, and expire', async () => {
    const { container, noted, dynamo } = world();
    await container().failed(task, refused);
    await container().failed({ ...task, pipeline: 'shop2' }, refused);

    expect(await noted()).toHaveLength(1);
    dynamo.expire(NOON + FAILURE_NOTES.keptFor + 2 * SECOND);
    expect(await noted()).toEqual([]);
  });

  test('keep one line of an error and not too much of it, and nothing of what is no error', async () => {
    const { container, noted, pass } = world();
    const failures = container();

    await failures.failed(task, new Error(`a\n\u001b[31mb\u202e${'x'.repeat(10_000)}`));
    const [long] = await noted();
    pass(FAILURE_NOTES.every);
    await failures.failed(task, { secret: 'payload' });

    expect(long?.message).toMatch(/^a \[31mb x+$/);
    expect(long?.message).toHaveLength(FAILURE_NOTES.messageCharacters);
    expect(await noted()).toMatchObject([
      { code: 'UNKNOWN', message: expect.not.stringContaining('payload') },
    ]);
  });

  test('never make a lane fail, or wait, where they cannot be noted', async () => {
    const { container, dynamo } = world();
    dynamo.fails = () => new ServiceFault('InternalServerError', 'down');
    const failures = container();

    await expect(failures.failed(task, refused)).resolves.toBeUndefined();
    await expect(failures.wentOn(task)).resolves.toBeUndefined();
  });
});
