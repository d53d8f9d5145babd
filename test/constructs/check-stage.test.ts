import { describe, expect, test } from '@jest/globals';
import { Duration } from 'aws-cdk-lib/core';
import { checkStage, stageNamed } from '../../lib/constructs/check-stage.ts';
import type { StageConfig } from '../../lib/constructs/stage-config.ts';
import { DEFAULT_STAGE, STAGES } from '../../lib/constructs/stages.ts';
import type { DefinitionError } from '../../lib/errors/definition-error.ts';

const dev = stageNamed('dev');

describe('stageNamed', () => {
  test('takes the default stage if none is named', () => {
    expect(stageNamed()).toBe(STAGES[DEFAULT_STAGE]);
  });

  test.each(['staging', 'Dev', 'constructor', '__proto__'])(
    'knows no stage "%s", and lists those that it knows',
    (name) => {
      expect(() => stageNamed(name)).toThrow(
        `stage: there is no such stage; got "${name}", expected dev, prod, local; pass -c stage=dev`,
      );
    },
  );
});

describe('checkStage', () => {
  test.each(Object.keys(STAGES))('lets stage %s pass', (name) => {
    expect(checkStage(stageNamed(name))).toBe(STAGES[name]);
  });

  test('names the stage, the setting, what it is and what it may be', () => {
    const check = () => checkStage({ ...dev, maxRecordAge: Duration.hours(24) });

    expect(check).toThrow(
      'stage dev › maxRecordAge: the stage cannot work like this; got 24 h, expected less than streamRetention, 24 h, and at most 168 h',
    );
  });

  test.each<[string, Partial<StageConfig>]>([
    ['name', { name: 'my-stage' }],
    ['streamRetention', { streamRetention: Duration.hours(23) }],
    ['streamRetention', { streamRetention: Duration.days(366) }],
    ['maxRecordAge', { streamRetention: Duration.days(30), maxRecordAge: Duration.days(8) }],
    ['batchSize', { batchSize: 0 }],
    ['batchSize', { batchSize: 10_001 }],
    ['sourceCapacity', { sourceCapacity: { mode: 'provisioned', shards: 0 } }],
    ['exchangeCapacity', { exchangeCapacity: { mode: 'provisioned', shards: Number.NaN } }],
  ])('refuses a %s that AWS would refuse, before anything is deployed', (field, change) => {
    let caught: unknown;

    try {
      checkStage({ ...dev, ...change });
    } catch (error) {
      caught = error;
    }

    expect((caught as DefinitionError).code).toBe('STAGE_INVALID');
    expect((caught as DefinitionError).fault.at).toMatch(new RegExp(`› ${field}$`));
  });

  test('takes streams without shards', () => {
    expect(() => checkStage({ ...dev, sourceCapacity: { mode: 'on-demand' } })).not.toThrow();
  });
});
