import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stageNamed } from '../../lib/constructs/check-stage.ts';
import { costedStage } from '../../lib/constructs/costed-stage.ts';
import { costOf } from '../../lib/pipeline/cost/cost-of.ts';
import { AT_REST } from '../../lib/pipeline/cost/load.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { withSections } from '../../scripts/cost-section.ts';
import { alarmsIn } from '../support/aws/cloudwatch.ts';
import { sample } from '../support/definitions/sample-pipeline.ts';
import { synthesise } from '../support/stack/synthesis.ts';

const quantityOf = (stage: string, what: string): number =>
  costOf(planOf(sample), costedStage(stageNamed(stage)), AT_REST).lines.find(
    (line) => line.what === what,
  )?.quantity ?? 0;

describe('the bill of a stage', () => {
  test('has the alarms, keys and shards that its stacks have', () => {
    const { compute, data } = synthesise('prod');
    const shards = Object.values(data.findResources('AWS::Kinesis::Stream')).reduce(
      (sum, { Properties }) => sum + Properties['ShardCount'],
      0,
    );

    const alarms = alarmsIn(compute).flatMap(({ metrics }) => metrics);
    const keys = Object.keys(data.findResources('AWS::KMS::Key'));

    expect(quantityOf('prod', 'alarms')).toBe(alarms.length);
    expect(quantityOf('prod', 'key')).toBe(keys.length);
    expect(quantityOf('prod', 'shards')).toBe(shards * 730);
  });

  test('has nothing for what a stage leaves out', () => {
    for (const what of ['alarms', 'key', 'requests', 'traces', 'point-in-time recovery']) {
      expect([what, quantityOf('local', what)]).toEqual([what, 0]);
    }
  });

  test('prices a stream on demand like the four shards that it begins with', () => {
    const stage = { ...stageNamed('dev'), sourceCapacity: { mode: 'on-demand' } as const };

    expect(costedStage(stage).sourceShards).toBe(4);
  });
});

describe('docs/cost.md', () => {
  test('says what is computed; npm run cost brings it up to date', () => {
    const path = join(import.meta.dirname, '..', '..', 'docs', 'cost.md');
    const document = readFileSync(path, 'utf8');

    expect(document).toBe(withSections(document));
  });
});
