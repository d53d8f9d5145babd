import { describe, expect, test } from '@jest/globals';
import { deploymentFrom, lanesFrom } from '../../lib/functions/deployment.ts';
import { readEnvironment } from '../../lib/functions/environment.ts';

const DEPLOYED = {
  ...{ LANE: 'sales.speed', MILLRACE_STAGE: 'dev', VIEWS_TABLE: 'v', STATE_TABLE: 's' },
  ...{ LAKE_BUCKET: 'l', AWS_REGION: 'eu-central-1' },
};
const shop = { name: 'shop', streams: [{ name: 'sales' }] } as unknown as Parameters<
  typeof deploymentFrom
>[1];

describe('variables of a function', () => {
  test('are given by name, those that are asked for', () => {
    expect(readEnvironment({ A: '1', B: '2', C: '3' }, 'A', 'B')).toEqual({ A: '1', B: '2' });
  });

  test('that are missing or empty are all named, at once', () => {
    expect(() => readEnvironment({ A: '1', B: '' }, 'A', 'B', 'C')).toThrow(
      'environment: variables are missing; got none for B, C, expected the ones that the stack sets; deploy the stacks of the same version',
    );
  });

  test('say what was deployed, without an exchange where there is none', () => {
    const found = deploymentFrom(DEPLOYED, shop);
    const exchanging = deploymentFrom({ ...DEPLOYED, EXCHANGE_STREAM: 'x' }, shop);

    expect(found).toMatchObject({
      ...{ lane: 'sales.speed', stage: 'dev', viewsTable: 'v', stateTable: 's', lakeBucket: 'l' },
      ...{ exchangeStream: '', sourceStreams: { sales: 'shop-dev-sales' } },
    });
    expect(exchanging.exchangeStream).toBe('x');
  });

  test('say of which kind the lane of a function is, whatever version of it was invoked', async () => {
    const laneOf = lanesFrom({ LANES: 'speed=shop-sales,exchange=shop-exchange' });
    const arn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;

    expect(await laneOf(arn('shop-sales:7'))).toBe('speed');
    expect(await laneOf(arn('shop-exchange'))).toBe('exchange');
    expect(await laneOf(arn('shop-archive'))).toBeUndefined();
    expect(await laneOf('no arn')).toBeUndefined();
  });
});
