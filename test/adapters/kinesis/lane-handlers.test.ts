import { describe, expect, test } from '@jest/globals';
import { encodeMessage } from '../../../lib/adapters/kinesis/exchange.ts';
import type { BatchReport } from '../../../lib/functions/batch-report.ts';
import { exchangeHandler } from '../../../lib/functions/exchange-handler.ts';
import { speedHandler } from '../../../lib/functions/speed-handler.ts';
import type { ExchangeMessage } from '../../../lib/ports/effects.ts';
import type { RunningExchangeLane } from '../../../lib/runtime/exchange/exchange-lane.ts';
import type { RunningSourceLane } from '../../../lib/runtime/speed/source-lane.ts';
import { kinesisEvent } from '../../support/aws/kinesis-event.ts';
import { plentyOfTime } from '../../support/lanes/deadline.ts';

const SHARD = 'shardId-000000000000';

/** A report that keeps what it is told. */
function keptReport() {
  const told: unknown[] = [];
  const report: BatchReport = {
    failed: (undone, error) => told.push(['failed', undone, String(error)]),
    unfinished: (undone) => told.push(['unfinished', undone]),
    foreign: (shard, sequences) => told.push(['foreign', shard, sequences]),
  };
  return { told, report };
}

describe('the handler of the exchange lane', () => {
  const message = (epoch: number): ExchangeMessage => ({
    ...{
      lane: 'sales.speed',
      shard: 'a',
      gen: 1,
      epoch,
      part: 0,
      parts: 1,
      slots: { from: 0, to: 4 },
    },
    ...{ watermark: null, arrival: 0, deltas: [], events: [] },
  });
  const batch = kinesisEvent([
    { data: encodeMessage(message(2)), sequence: '30' },
    { data: 'nothing of ours', sequence: '20' },
    { data: encodeMessage(message(1)), sequence: '10' },
    { data: encodeMessage(message(3)), sequence: '40' },
  ]);

  async function handling(take: RunningExchangeLane['take'], event = batch) {
    const { told, report } = keptReport();
    const response = await exchangeHandler({ take }, report)(event, plentyOfTime);
    return { told, failures: response.batchItemFailures };
  }

  test('gives the lane its shard and the messages in the order of their records, and passes over what is none', async () => {
    const given: unknown[] = [];

    const { told, failures } = await handling(async (shard, messages) => {
      given.push(shard, ...messages.map(({ epoch }) => epoch));
      return undefined;
    });

    expect(given).toEqual([SHARD, 1, 2, 3]);
    expect(failures).toEqual([]);
    expect(told).toEqual([['foreign', SHARD, ['20']]]);
  });

  test('has the rest come again from the first message that was not taken', async () => {
    const { told, failures } = await handling(async (_, messages) => messages[1]);

    expect(failures).toEqual([{ itemIdentifier: '30' }]);
    expect(told).toContainEqual(['unfinished', { shard: SHARD, from: '30' }]);
  });

  test('has all come again if the lane fails', async () => {
    const { told, failures } = await handling(() => Promise.reject(new Error('down')));

    expect(failures).toEqual([{ itemIdentifier: '10' }]);
    expect(told).toContainEqual(['failed', { shard: SHARD, from: '10' }, 'Error: down']);
  });

  test('has nothing to do with no records, and nothing to say of messages alone', async () => {
    const never = () => Promise.reject(new Error('asked'));
    const ours = kinesisEvent([{ data: encodeMessage(message(1)), sequence: '10' }]);

    expect(await handling(never, { Records: [] })).toEqual({ told: [], failures: [] });
    expect(await handling(async () => undefined, ours)).toEqual({ told: [], failures: [] });
  });
});

describe('the handler of a lane that reads a stream', () => {
  const batch = kinesisEvent([
    { data: 'b', sequence: '20' },
    { data: 'a', sequence: '10' },
  ]);

  async function handling(take: RunningSourceLane['take'], event = batch) {
    const { told, report } = keptReport();
    const response = await speedHandler({ take }, report)(event, plentyOfTime);
    return { told, failures: response.batchItemFailures };
  }

  test('gives the lane its shard and all records', async () => {
    const given: unknown[] = [];

    const handled = await handling(async (shard, records) => {
      given.push(shard, records.map(({ sequence }) => sequence).toSorted());
      return undefined;
    });

    expect(given).toEqual([SHARD, ['10', '20']]);
    expect(handled).toEqual({ told: [], failures: [] });
  });

  test('has the rest come again from the first record that was not taken', async () => {
    const handled = await handling(async (_, records) =>
      records.find(({ sequence }) => sequence === '20'),
    );

    expect(handled).toEqual({
      failures: [{ itemIdentifier: '20' }],
      told: [['unfinished', { shard: SHARD, from: '20' }]],
    });
  });

  test('has all come again if the lane fails, from the first in their order', async () => {
    const handled = await handling(() => Promise.reject(new Error('down')));

    expect(handled).toEqual({
      failures: [{ itemIdentifier: '10' }],
      told: [['failed', { shard: SHARD, from: '10' }, 'Error: down']],
    });
  });

  test('has nothing to do with no records', async () => {
    const never = () => Promise.reject(new Error('asked'));

    expect(await handling(never, { Records: [] })).toEqual({ told: [], failures: [] });
  });
});
