import { describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib/core';
import { definitionFromContext, stageFromContext } from '../../lib/constructs/app-context.ts';
import { stageNamed } from '../../lib/constructs/check-stage.ts';
import { SAMPLE_MODULE } from '../support/definitions/sample-pipeline.ts';

const nodeWith = (context: Record<string, string>) => new App({ context }).node;

describe('stageFromContext', () => {
  test('takes the stage as it is described', () => {
    expect(stageFromContext(nodeWith({ stage: 'prod' }))).toEqual(stageNamed('prod'));
  });

  test('takes dev if nothing is said', () => {
    expect(stageFromContext(nodeWith({})).name).toBe('dev');
  });

  test('lets the command line choose shards and the topic of alarms', () => {
    const alarmTopic = 'arn:aws:sns:eu-central-1:111111111111:on-call';

    const stage = stageFromContext(nodeWith({ stage: 'prod', shards: '139', alarmTopic }));

    expect(stage.sourceCapacity).toEqual({ mode: 'provisioned', shards: 139 });
    expect(stage.exchangeCapacity).toEqual(stageNamed('prod').exchangeCapacity);
    expect(stage.alarmTopicArn).toBe(alarmTopic);
  });

  test.each([
    'foo',
    'arn:aws:sqs:eu-central-1:111111111111:on-call',
    'arn:aws:sns:eu-central-1:on-call',
  ])('refuses %s as the topic of alarms', (alarmTopic) => {
    expect(() => stageFromContext(nodeWith({ alarmTopic }))).toThrow(
      `alarmTopic: alarms cannot notify that; got "${alarmTopic}", expected the ARN of an SNS topic`,
    );
  });

  test('takes streams without shards too', () => {
    const { sourceCapacity } = stageFromContext(nodeWith({ shards: 'on-demand' }));

    expect(sourceCapacity).toEqual({ mode: 'on-demand' });
  });

  test.each(['0', '-1', '1.5', 'many', '10000'])('refuses %s shards', (shards) => {
    expect(() => stageFromContext(nodeWith({ shards }))).toThrow(
      `shards: streams cannot have that many shards; got "${shards}"`,
    );
  });
});

describe('definitionFromContext', () => {
  const { path } = SAMPLE_MODULE;

  test('imports the first pipeline of the module', async () => {
    const { pipeline, ...module } = await definitionFromContext(nodeWith({ pipeline: path }));

    expect(module).toEqual(SAMPLE_MODULE);
    expect(pipeline.name).toBe('sample_shop');
  });

  test('imports the pipeline that is named', async () => {
    const node = nodeWith({ pipeline: `${path}#sample` });

    await expect(definitionFromContext(node)).resolves.toMatchObject(SAMPLE_MODULE);
  });

  test.each([
    [
      `${path}#shop`,
      'the module exports no such pipeline; got the pipelines sample, expected shop',
    ],
    ['nowhere.ts', 'pipeline: there is no such module; got '],
    ['', 'pipeline: there is no such module; got no path'],
  ])('says what is wrong with "%s"', async (pipeline, message) => {
    await expect(definitionFromContext(nodeWith({ pipeline }))).rejects.toThrow(message);
  });
});
