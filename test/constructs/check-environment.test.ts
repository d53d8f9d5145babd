import { describe, expect, test } from '@jest/globals';
import { Token } from 'aws-cdk-lib/core';
import {
  checkEnvironment,
  ENVIRONMENT_BYTES,
  REFERENCE_BYTES,
  RESERVED_BYTES,
} from '../../lib/constructs/check-environment.ts';
import { deploymentFrom, lanesFrom } from '../../lib/functions/deployment.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { sample } from '../support/definitions/sample-pipeline.ts';
import { synthesise } from '../support/stack/synthesis.ts';

const MOST = ENVIRONMENT_BYTES - RESERVED_BYTES;
const reference = (name: string): string => Token.asString({ Ref: name });

/** The variable that grows: the functions of so many lanes. */
const lanes = (count: number) => ({
  LANES: Array.from({ length: count }, (_, i) => `speed=${reference(`Lane${i}`)}`).join(','),
});

describe('the environment of a function', () => {
  test('takes as much as Lambda does, in bytes, and no more', () => {
    const full = { A: 'ü'.repeat((MOST - 2) / 2), B: '' };

    expect(() => checkEnvironment('lane sales.speed', full)).not.toThrow();
    expect(() => checkEnvironment('lane sales.speed', { ...full, B: 'x' })).toThrow(
      'lane sales.speed: its environment variables are larger than Lambda takes; got 3969 bytes, of which A has 3967, expected at most 3968 bytes, names and values together; declare fewer streams in one pipeline, or split it in two [ENVIRONMENT_TOO_LARGE]',
    );
  });

  test('counts what is known only later as long as the longest name', () => {
    const perLane = 'speed='.length + REFERENCE_BYTES + ','.length;
    const most = Math.floor((MOST - 'LANES'.length + 1) / perLane);

    expect(() => checkEnvironment('batch', lanes(most))).not.toThrow();
    expect(() => checkEnvironment('batch', lanes(most + 1))).toThrow('ENVIRONMENT_TOO_LARGE');
  });

  test('does not grow with the streams, but for the functions of lanes that batch runs must know', () => {
    const plan = planOf(sample);
    const [stream] = plan.streams;
    const [speed, ...others] = plan.lanes;
    if (stream === undefined || speed === undefined) throw new Error('the sample has a stream');
    const more = {
      ...plan,
      streams: [stream, { ...stream, name: 'clicks' }],
      lanes: [speed, { ...speed, name: 'clicks.speed', stream: 'clicks' }, ...others],
    };
    const sizes = (given: typeof plan) =>
      Object.entries(synthesise('dev', given).compute.findResources('AWS::Lambda::Function'))
        .filter(([id]) => !/^Clicks/.test(id))
        .map(([id, { Properties }]) => {
          const { LANES, ...rest } = Properties.Environment.Variables;
          return [id, JSON.stringify(rest)];
        });

    expect(sizes(more)).toEqual(sizes(plan));
  });
});

describe('what a function reads of its environment', () => {
  const names = { ...{ LANE: 'l', VIEWS_TABLE: 'v', STATE_TABLE: 's' }, LAKE_BUCKET: 'b' };

  test('holds no names of streams: they follow from those of pipeline and stage', () => {
    const { sourceStreams } = deploymentFrom({ ...names, MILLRACE_STAGE: 'dev' }, sample);

    expect(sourceStreams).toEqual({ sales: 'sample_shop-dev-sales' });
  });

  test('names functions of lanes but those that archive, whatever version was invoked', async () => {
    const kindOf = lanesFrom({ LANES: 'speed=Shop-Speed-1,exchange=Shop-Exchange-2' });
    const arn = (name: string) => `arn:aws:lambda:eu-central-1:111111111111:function:${name}`;

    expect(await kindOf(arn('Shop-Speed-1:$LATEST'))).toBe('speed');
    expect(await kindOf(arn('Shop-Exchange-2'))).toBe('exchange');
    expect(await kindOf(arn('Shop-Speed-11'))).toBeUndefined();
  });
});
