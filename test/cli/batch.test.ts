import { describe, expect, test } from '@jest/globals';
import { memoryLake } from '../../lib/adapters/memory/lake.ts';
import { checkArchived, type LaneOf } from '../../lib/adapters/s3/check-archived.ts';
import { mark } from '../../lib/adapters/s3/redrive-marks.ts';
import { batchCommand } from '../../lib/cli/commands/batch.ts';
import { heartbeatText } from '../../lib/core/heartbeat.ts';
import { type TaskFault, worldMachine } from '../support/batch/batch-machine.ts';
import { nthRecord, orders, orderText } from '../support/batch/batch-shop.ts';
import { batchWorld } from '../support/batch/batch-world.ts';
import { cliOf } from '../support/cli/run-cli.ts';

const SHARD = 'shardId-0';
const RANGE = ['--from', '1970-01-01T00:00Z', '--to', '1970-01-01T00:00:20Z'];

/** What Lambda leaves of a batch that it gave up. */
const givenUpBy = (functionArn: string) =>
  new TextEncoder().encode(
    JSON.stringify({
      requestContext: { functionArn, condition: 'RetryAttemptsExhausted' },
      KinesisBatchInfo: {
        ...{ shardId: SHARD, startSequenceNumber: '1', endSequenceNumber: '3', batchSize: 3 },
        approximateArrivalOfFirstRecord: '1970-01-01T00:00:01Z',
        approximateArrivalOfLastRecord: '1970-01-01T00:00:02Z',
        streamArn: 'arn:aws:kinesis:eu-west-1:000000000000:stream/orders',
      },
    }),
  );

const laneIn: LaneOf = async (arn) =>
  /archive|speed/.exec(arn)?.[0] as 'archive' | 'speed' | undefined;

const pause = async (): Promise<void> => {};

async function late(lake = memoryLake(), fault?: TaskFault) {
  const made = batchWorld(orders, [SHARD]);
  const order = (id: string, at: number) =>
    orderText({ id, customer: 'ada', country: 'de', at, cents: 1_250 });
  const texts = [order('a', 1_000), order('b', 25_000), order('late', 2_000)];
  const records = [...texts, heartbeatText({ at: 40_000 })].map((text, i) =>
    nthRecord(i, text, i === 3 ? 'heartbeat' : 'ada'),
  );
  await made.archive(SHARD, records);
  for (const record of records) await made.speed(SHARD, [record]);
  const { definition, ports } = made;
  const checked = { ...ports, checkArchived: () => checkArchived(lake, laneIn) };
  const machine = worldMachine({ ...made, ports: checked }, fault);
  return cliOf((terminal) => [
    batchCommand(
      { terminal },
      {
        load: async () => orders,
        open: async () => ({
          definition,
          ports: checked,
          deployed: async () => ({ machine, lake: made.lake, files: ports.files, pause }),
        }),
        now: () => 0,
      },
    ),
  ]);
}

describe('millrace batch run', () => {
  test('prints what was healed, view by view', async () => {
    const cli = await late();

    const { exitCode, out, err } = await cli('batch', 'run', '--in-process', ...RANGE);

    expect({ exitCode, err }).toEqual({ exitCode: 0, err: ['run run-1970-01-01T00-00-00-000Z'] });
    expect(out.map((line) => line.split(/\s\s+/))).toEqual([
      [
        'view',
        'from (UTC)',
        'to',
        'compared',
        'equal',
        'healed',
        'missing',
        'removed',
        'recovered',
      ],
      [expect.stringMatching(/^─+$/)],
      ['by_customer', '1970-01-01 00:00:00', '1970-01-01 00:00:20', '1', '0', '1', '0', '0', '1'],
      ['by_country', '1970-01-01 00:00:00', '1970-01-01 00:00:20', '1', '0', '1', '0', '0', '1'],
      ['objects: 1, payloads: 3, events: 3, repeated: 0, dead: 0'],
    ]);
  });

  test('computes only the views that are named, and reports as JSON', async () => {
    const cli = await late();
    const args = ['--in-process', '--json', '--run', 'mine', '--view', 'by_country', ...RANGE];

    const { out } = await cli('batch', 'run', ...args);

    expect(out.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        run: 'mine',
        views: [expect.objectContaining({ view: 'by_country', healed: 1 })],
      }),
    ]);
  });

  test.each([
    [['--in-process', '--from', '1970-01-02', '--to', '1970-01-01'], '--to: the range is empty'],
    [['--in-process', '--run', 'a/b', ...RANGE], '--run: cannot be part of the names of objects'],
    [['--in-process', '--view', 'none', ...RANGE], '--view: the pipeline orders has no such view'],
  ])('refuses %j before anything is done', async (args, message) => {
    const cli = await late();

    const { exitCode, err } = await cli('batch', 'run', ...args);

    expect(exitCode).toBe(2);
    expect(err.join('\n')).toContain(message);
  });

  test('says in one line why a run cannot begin', async () => {
    const cli = await late();
    const range = ['--from', '1980-01-01', '--to', '1980-01-02'];

    const { exitCode, err } = await cli('batch', 'run', '--in-process', ...range);

    expect(exitCode).toBe(1);
    expect(err.at(-1)).toMatch(/^batch run: run-.* \[BATCH_NOTHING_CLOSED\]$/);
  });

  test('has the deployed state machine do it, and reports the same', async () => {
    const args = ['--run', 'same', ...RANGE];

    const deployed = await (await late())('batch', 'run', ...args);
    const here = await (await late())('batch', 'run', '--in-process', ...args);

    expect(deployed).toEqual(here);
    expect(deployed.exitCode).toBe(0);
  });

  test('passes on why the state machine refuses a run', async () => {
    const cli = await late();

    const { exitCode, err } = await cli(
      'batch',
      'run',
      '--from',
      '1980-01-01',
      '--to',
      '1980-02-01',
    );

    expect(exitCode).toBe(1);
    expect(err.at(-1)).toMatch(
      /^batch run: run-.*wait until its watermark.*\[BATCH_NOTHING_CLOSED\]$/,
    );
  });

  test.each([
    ['item', /got lake\/orders\S*: the disk is on fire, expected/],
    ['bucket', /got bucket 0: the disk is on fire, expected/],
  ])(
    'names what the failed task had, publishes nothing, and goes on: %s',
    async (kind, message) => {
      let isBroken = true;
      const cli = await late(memoryLake(), (task) =>
        isBroken && kind in task ? new Error('the disk is on fire') : undefined,
      );
      const run = ['batch', 'run', '--run', 'mine', ...RANGE];

      const failed = await cli(...run);
      isBroken = false;
      const redriven = await cli(...run);

      expect(failed).toMatchObject({ exitCode: 1, out: [] });
      expect(failed.err.at(-1)).toMatch(message);
      expect(failed.err.at(-1)).toMatch(/go on with --run mine.*\[BATCH_RUN_FAILED\]$/);
      expect(redriven.exitCode).toBe(0);
      expect(redriven.out.join('\n')).toMatch(/by_country .* 1 +0 +1 +0/);
    },
  );

  const run = ['batch', 'run', '--in-process', ...RANGE] as const;

  test.each([['archive'], ['unknown']])(
    'heals nothing from a lake that lost records of a function: %s',
    async (lane) => {
      const lake = memoryLake();
      await lake.createObject('aws/lambda/1', givenUpBy(lane), {});
      const cli = await late(lake);

      const refused = await cli(...run);

      expect(refused.exitCode).toBe(1);
      expect(refused.err.join()).toMatch(/3 records that Lambda gave up.*LAKE_LOST_RECORDS/);
      expect((await cli(...run, '--despite-lost-records')).exitCode).toBe(0);
    },
  );

  test('goes on where the lake has everything: another lane gave up, or it was put back', async () => {
    const lake = memoryLake();
    await lake.createObject('aws/lambda/1', givenUpBy('speed'), {});
    await lake.createObject('aws/lambda/2', givenUpBy('archive'), {});
    await mark(lake, 'aws/lambda/2', { as: 'done', at: '1970-01-01T00:00:00Z' });

    expect((await (await late(lake))(...run)).exitCode).toBe(0);
  });
});
