import { describe, expect, test } from '@jest/globals';
import { decodeMessage, kinesisExchange } from '../../../lib/adapters/kinesis/exchange.ts';
import type { ExchangeMessage } from '../../../lib/ports/effects.ts';
import { fakeKinesis } from '../../support/aws/fake-kinesis.ts';
import { noise } from '../../support/aws/noise.ts';

const message = (text: string): ExchangeMessage => ({
  ...{ lane: 'sales.speed', shard: '0', gen: 1, epoch: 1, part: 0, parts: 1, bucket: 3 },
  ...{ watermark: null, arrival: 5, events: [] },
  deltas: [{ view: 'v', key: 'k', start: 0, end: 9, acc: [text] }],
});

describe('the exchange', () => {
  test.each([10, 1_000_000, 1_390_000])('carries what fits, up to a record: %d', async (size) => {
    const kinesis = fakeKinesis();
    const exchange = kinesisExchange(kinesis.client, 's', 4);
    const sent = message(noise(size));

    expect(exchange.fits(sent)).toBe(true);
    await exchange.send([sent]);

    const stored = kinesis.shards.flatMap(({ records }) => records);
    expect(stored.map(({ data }) => decodeMessage(data))).toEqual([sent]);
  });

  test('says of a message larger than a record that it does not fit', async () => {
    const kinesis = fakeKinesis();
    const exchange = kinesisExchange(kinesis.client, 's', 4);

    expect(exchange.fits(message(noise(1_500_000)))).toBe(false);
    await expect(exchange.send([message(noise(1_500_000))])).rejects.toThrow();
  });

  test('says so of one that no receiver would read, though it compresses to nothing', () => {
    const exchange = kinesisExchange(fakeKinesis().client, 's', 4);

    expect(exchange.fits(message('x'.repeat(15_000_000)))).toBe(true);
    expect(exchange.fits(message('é'.repeat(8_400_000)))).toBe(false);
  });
});
