import { beforeAll, describe, expect, test } from '@jest/globals';
import { onlyResource, type Synthesised, synthesise } from '../support/synthesis.ts';

describe('Heartbeat', () => {
  let dev: Synthesised;

  beforeAll(() => {
    dev = synthesise('dev');
  });

  test('beats once a minute, and never twice for the same minute', () => {
    dev.compute.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } }],
    });
  });

  test('knows every declared stream by both of its names', () => {
    const { Environment } = onlyResource(dev.compute, 'AWS::Lambda::Function', /^Heartbeat/) as {
      Environment: { Variables: Record<string, string> };
    };

    expect(Environment.Variables['LANE']).toBe('heartbeat');
    expect(JSON.parse(Environment.Variables['SOURCE_STREAMS'] ?? '')).toEqual({
      sales: 'sample_shop-dev-sales',
    });
  });
});
