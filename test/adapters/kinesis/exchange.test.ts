import { describe, expect, test } from '@jest/globals';
import {
  decodeMessage,
  encodeMessage,
  kinesisExchange,
  middleOf,
  slotsOf,
} from '../../../lib/adapters/kinesis/exchange.ts';
import { rangesAt, SLOTS } from '../../../lib/core/slots.ts';
import type { ExchangeMessage } from '../../../lib/ports/effects.ts';
import { fakeKinesis } from '../../support/aws/fake-kinesis.ts';
import { noise } from '../../support/aws/noise.ts';

const message = (text: string): ExchangeMessage => ({
  ...{
    lane: 'sales.speed',
    shard: '0',
    gen: 1,
    epoch: 1,
    part: 0,
    parts: 1,
    slots: { from: 0, to: SLOTS },
  },
  ...{ watermark: null, arrival: 5, events: [] },
  deltas: [{ view: 'v', key: 'k', start: 0, end: 9, acc: [text] }],
});

describe('the exchange', () => {
  test.each([10, 1_000_000, 1_390_000])('carries what fits, up to a record: %d', async (size) => {
    const kinesis = fakeKinesis();
    const exchange = kinesisExchange(kinesis.client, 's');
    const sent = message(noise(size));

    expect(exchange.fits(sent)).toBe(true);
    await exchange.send([sent]);

    const stored = kinesis.shards.flatMap(({ records }) => records);
    expect(stored.map(({ data }) => decodeMessage(data))).toEqual([sent]);
  });

  test('puts the parts of an epoch one after the other, whichever they are given in', async () => {
    const refused: string[] = [];
    const kinesis = fakeKinesis({
      refuses: ({ Data = new Uint8Array() }) => {
        const { part } = decodeMessage(Data) ?? {};
        if (part !== 0 || refused.length > 0) return undefined;
        refused.push('0');
        return 'InternalFailure';
      },
    });
    const exchange = kinesisExchange(kinesis.client, 's');
    const parts = [2, 0, 10, 1].map((part) => ({ ...message('x'), part, parts: 11 }));

    await exchange.send(parts);

    const stored = kinesis.shards.flatMap(({ records }) => records);
    expect(stored.map(({ data }) => decodeMessage(data)?.part)).toEqual([0, 1, 2, 10]);
  });

  test('puts a range of slots in the middle of its hash keys, so on one shard', async () => {
    const kinesis = fakeKinesis({ shards: 4 });
    const exchange = kinesisExchange(kinesis.client, 's');

    await exchange.send(rangesAt(2).map((slots) => ({ ...message('x'), slots })));

    expect(
      kinesis.shards.map(({ records }) => records.map(({ data }) => decodeMessage(data)?.slots)),
    ).toEqual(rangesAt(2).map((slots) => [slots]));
    expect(rangesAt(1).map(middleOf)).toEqual([2n ** 126n, 3n * 2n ** 126n]);
    expect((await exchange.shards()).map(({ slots }) => slots)).toEqual(rangesAt(2));
  });

  test.each([1, 2, 3, 16, 139])('says which slots %d shards own, all of them once', (n) => {
    const edge = (i: number) => (2n ** 128n * BigInt(i)) / BigInt(n);
    const owned = Array.from({ length: n }, (_, i) => slotsOf({ from: edge(i), to: edge(i + 1) }));

    expect(owned[0]?.from).toBe(0);
    expect(owned.at(-1)?.to).toBe(SLOTS);
    expect(owned.slice(1).map(({ from }) => from)).toEqual(owned.slice(0, -1).map(({ to }) => to));
  });

  test('takes bytes that are no message for none, and reads older messages without events', () => {
    const { events: _, ...older } = message('x');

    expect(decodeMessage(encodeMessage(older as never))).toEqual(message('x'));
    for (const bytes of [
      ...[
        Buffer.alloc(0),
        Buffer.of(1),
        Buffer.of(2, 3),
        Buffer.of(9, 3),
        Buffer.from('{"deltas":[]}'),
      ],
      ...[encodeMessage({} as never), encodeMessage(null as never)],
    ]) {
      expect(decodeMessage(bytes)).toBeUndefined();
    }
  });

  test('says of a message larger than a record that it does not fit', async () => {
    const kinesis = fakeKinesis();
    const exchange = kinesisExchange(kinesis.client, 's');

    expect(exchange.fits(message(noise(1_500_000)))).toBe(false);
    await expect(exchange.send([message(noise(1_500_000))])).rejects.toThrow();
  });

  test('says so of one that no receiver would read, though it compresses to nothing', () => {
    const exchange = kinesisExchange(fakeKinesis().client, 's');

    expect(exchange.fits(message('x'.repeat(15_000_000)))).toBe(true);
    expect(exchange.fits(message('é'.repeat(8_400_000)))).toBe(false);
  });
});
