import { describe, expect, test } from '@jest/globals';
import { dynamoExchangeLayout } from '../../lib/adapters/dynamodb/exchange-layout.ts';
import { memoryExchangeLayout } from '../../lib/adapters/memory/exchange-layout.ts';
import { exchangeLayoutContract } from '../contract/exchange-layout.contract.ts';
import { fakeDynamo } from '../support/dynamodb/fake-dynamodb.ts';

exchangeLayoutContract('memoryExchangeLayout', async () => {
  const one = memoryExchangeLayout();
  return { one, other: one };
});

exchangeLayoutContract('dynamoExchangeLayout', async () => {
  const { client } = fakeDynamo();
  const about = { pipeline: 'shop', now: () => 0 };
  return {
    one: dynamoExchangeLayout(client, 'state', about),
    other: dynamoExchangeLayout(client, 'state', about),
  };
});

describe('a layout in a table', () => {
  test('is asked for every ten seconds, and never older than before', async () => {
    const { client } = fakeDynamo();
    let now = 0;
    const mine = dynamoExchangeLayout(client, 'state', { pipeline: 'shop', now: () => now });
    const theirs = dynamoExchangeLayout(client, 'state', { pipeline: 'shop', now: () => now });
    await mine.read();
    await theirs.write({ version: 1, level: 3 });

    now = 9_999;
    expect(await mine.read()).toMatchObject({ version: 0 });
    now = 10_000;
    expect(await mine.read()).toEqual({ version: 1, level: 3 });
  });

  test('is of its pipeline', async () => {
    const { client } = fakeDynamo();
    const of = (pipeline: string) =>
      dynamoExchangeLayout(client, 'state', { pipeline, now: () => 0 });

    await of('shop').write({ version: 1, level: 3 });

    expect(await of('store').read()).toMatchObject({ version: 0 });
  });
});
