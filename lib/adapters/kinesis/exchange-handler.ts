import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { RunningExchangeLane } from '../../runtime/exchange/exchange-lane.ts';
import { log } from '../log.ts';
import { decodeMessage } from './exchange.ts';

/**
 * The handler of the exchange lane.
 *
 * A record that is no message was not written by a lane; nobody's data is in it, so it is passed over
 * and said. What fails is delivered again whole: buckets know what they have.
 */
export const exchangeHandler =
  (lane: RunningExchangeLane) =>
  async (event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    const [first] = event.Records;
    if (first === undefined) return { batchItemFailures: [] };
    const messages = event.Records.flatMap(({ kinesis, eventID }) => {
      const message = decodeMessage(Buffer.from(kinesis.data, 'base64'));
      if (message === undefined) log.warn('a record of the exchange is no message', { eventID });
      return message ?? [];
    });
    try {
      await lane.take(messages);
      return { batchItemFailures: [] };
    } catch (error) {
      log.error('batch failed and will be delivered again', { error });
      return { batchItemFailures: [{ itemIdentifier: first.kinesis.sequenceNumber }] };
    }
  };
