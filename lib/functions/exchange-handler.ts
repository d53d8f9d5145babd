import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { decodeMessage } from '../adapters/kinesis/exchange.ts';
import { recordsInOrder } from '../adapters/kinesis/records.ts';
import { shardOf } from '../adapters/kinesis/shard-of.ts';
import { type Deadline, timeLeft } from '../adapters/lambda/time-left.ts';
import type { ExchangeMessage } from '../ports/effects.ts';
import type { RunningExchangeLane } from '../runtime/exchange/exchange-lane.ts';
import { type BatchReport, LOGGED } from './batch-report.ts';

/**
 * The handler of the exchange lane.
 *
 * A record that is no message was not written by a lane; nobody's data is in it, so it is passed over,
 * counted and said. What fails is delivered again whole: tasks know what they have. If time is up, what comes
 * again begins with the first message that was not taken.
 */
export const exchangeHandler =
  (lane: RunningExchangeLane, report: BatchReport = LOGGED) =>
  async (event: KinesisStreamEvent, context: Deadline): Promise<KinesisStreamBatchResponse> => {
    const records = recordsInOrder(event);
    const [first] = records;
    if (first === undefined) return { batchItemFailures: [] };
    const shard = shardOf(first.eventID);
    const numbers = new Map<ExchangeMessage, string>();
    const foreign: string[] = [];
    for (const { kinesis } of records) {
      const message = decodeMessage(Buffer.from(kinesis.data, 'base64'));
      if (message === undefined) foreign.push(kinesis.sequenceNumber);
      else numbers.set(message, kinesis.sequenceNumber);
    }
    if (foreign.length > 0) report.foreign(shard, foreign);
    try {
      const left = await lane.take(shard, [...numbers.keys()], timeLeft(context));
      if (left === undefined) return { batchItemFailures: [] };
      const from = numbers.get(left) ?? first.kinesis.sequenceNumber;
      report.unfinished({ shard, from });
      return { batchItemFailures: [{ itemIdentifier: from }] };
    } catch (error) {
      const from = first.kinesis.sequenceNumber;
      report.failed({ shard, from }, error);
      return { batchItemFailures: [{ itemIdentifier: from }] };
    }
  };
