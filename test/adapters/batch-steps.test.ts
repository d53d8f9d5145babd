import { describe, expect, test } from '@jest/globals';
import { heartbeatText } from '../../lib/core/heartbeat.ts';
import { batchSteps } from '../../lib/functions/batch/steps.ts';
import { nthRecord, orders, orderText } from '../support/batch/batch-shop.ts';
import { batchWorld } from '../support/batch/batch-world.ts';

const SHARD = 'shardId-0';
const DAY = 86_400_000;

/** An order two days after 1970 began, and event time a day later. */
async function world() {
  const made = batchWorld(orders, [SHARD]);
  const order = { id: 'a', customer: 'ada', country: 'de', at: 2 * DAY, cents: 1 };
  const records = [
    nthRecord(0, orderText(order), 'ada'),
    nthRecord(1, heartbeatText({ at: 3 * DAY }), 'heartbeat'),
  ];
  await made.archive(SHARD, records);
  await made.speed(SHARD, records);
  return { ...made, step: batchSteps(made.definition, made.ports) };
}

describe('what a state machine asks between the halves of a run', () => {
  test('a schedule means the whole days before it, and the same run if it fires twice', async () => {
    const { step, ports } = await world();
    const request = { scheduled: '1970-01-04T03:00:07Z', days: 2 };

    const first = await step({ step: 'plan', request });
    const again = await step({
      step: 'plan',
      request: { ...request, scheduled: '1970-01-04T03:09Z' },
    });

    expect(first).toEqual({
      run: 'daily-1970-01-04',
      tasks: 'batch/daily-1970-01-04/map/tasks.json',
    });
    expect(again).toEqual(first);
    expect(await ports.files.read('batch/daily-1970-01-04/manifest.json')).toMatchObject({
      from: DAY,
      to: 3 * DAY,
    });
    expect(await ports.files.read('batch/daily-1970-01-04/map/tasks.json')).toEqual([
      { run: 'daily-1970-01-04', item: 0, failed: 'batch/daily-1970-01-04/failed/map-000000.json' },
    ]);
  });

  test('a schedule that finds nothing closed is no failure; somebody who asks is told', async () => {
    const { step } = await world();

    await expect(
      step({ step: 'plan', request: { scheduled: '1971-01-01T03:00Z', days: 1 } }),
    ).rejects.toMatchObject({ name: 'NothingClosed' });
    await expect(
      step({ step: 'plan', request: { run: 'r1', from: 300 * DAY, to: 301 * DAY } }),
    ).rejects.toMatchObject({ name: 'BatchError', code: 'BATCH_NOTHING_CLOSED' });
  });
});
