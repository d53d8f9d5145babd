import { describe, expect, test } from '@jest/globals';
import { explainPlan } from '../../../lib/pipeline/explain/explain.ts';
import { mermaidPlan } from '../../../lib/pipeline/explain/mermaid.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { shopInVersions } from '../../support/definitions/two-versions.ts';

describe('a view in two versions', () => {
  const plan = planOf(shopInVersions(1, 2));

  test('is two views to its lane, with ids of their own', () => {
    expect(plan.lanes[0]?.views).toEqual(['by_country', 'by_country@2']);
  });

  test('is explained once per version', () => {
    expect(explainPlan(plan).match(/^View by_country.*$/gm)).toEqual([
      'View by_country',
      'View by_country, version 2',
    ]);
  });

  test('is drawn as two tables', () => {
    expect(mermaidPlan(plan).match(/\[\("by_country[^<]*/g)).toEqual([
      '[("by_country',
      '[("by_country@2',
    ]);
  });
});
