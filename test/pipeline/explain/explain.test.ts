import { describe, expect, test } from '@jest/globals';
import { retail } from '../../../examples/retail/pipeline.ts';
import { STAGES } from '../../../lib/constructs/stages.ts';
import { explainPlan } from '../../../lib/pipeline/explain/explain.ts';
import { mermaidPlan } from '../../../lib/pipeline/explain/mermaid.ts';
import { TEXT_WIDTH } from '../../../lib/pipeline/explain/sections.ts';
import type { Plan } from '../../../lib/pipeline/plan/plan.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { auction } from '../../support/definitions/auction.ts';
import { expectGolden } from '../../support/text/golden-text.ts';

const PIPELINES = [retail, auction];

/** Fingerprints cover everything, so they would change with every other file. */
const withoutFingerprints = (text: string): string => text.replace(/\b[0-9a-f]{16}\b/g, '<plan>');

describe('explainPlan', () => {
  test.each(PIPELINES)('says of $name what it always said', (pipeline) => {
    const text = explainPlan(planOf(pipeline));

    expectGolden(`explain/${pipeline.name}.txt`, withoutFingerprints(text));
  });

  test.each(PIPELINES)('keeps lines of $name short enough for a terminal', (pipeline) => {
    const lines = explainPlan(planOf(pipeline)).split('\n');

    expect(lines.filter((line) => line.length > TEXT_WIDTH)).toEqual([]);
  });

  test('says how long each lane gathers on every stage, as it is deployed there', () => {
    const plan = planOf(retail);
    const text = explainPlan(plan).replaceAll(/\s+/g, ' ');

    for (const { maxBatchingWindow, name } of Object.values(STAGES)) {
      for (const { name: lane, batchingWindowSeconds: planned } of plan.lanes) {
        const seconds = Math.min(planned, maxBatchingWindow.toSeconds());
        const [said = ''] = text.split(`Lane ${lane} `)[1]?.match(/gathers.*?(, as|Lane|$)/) ?? [];
        const own = new RegExp(`(\\d+) s on stage ${name}`).exec(said)?.[1];
        const general = /up to (\d+) s/.exec(said)?.[1] ?? '0';
        expect({ name, lane, seconds: Number(own ?? general) }).toEqual({ name, lane, seconds });
      }
    }
  });

  test('shows views and steps that it does not know with their plain data', () => {
    const plan = planOf(retail);
    const [view, ...others] = plan.views;
    const later = {
      ...plan,
      views: [{ ...view, kind: 'hologram', depth: { metres: 3 } }, ...others],
      lanes: [...plan.lanes, { ...plan.lanes[0], name: 'sales.alert', kind: 'alert' }],
    } as unknown as Plan;

    const text = explainPlan(later);

    expect(text).toContain('hologram');
    expect(text).toContain('depth {"metres":3}');
    expect(text).toContain('Lane sales.alert');
    expect(mermaidPlan(later)).toContain('sales.alert');
  });

  test('shows an operator that it does not know with its plain data', () => {
    const plan = planOf(auction);
    const views = plan.views.map((view) =>
      view.kind === 'operator' && view.name === 'once'
        ? { ...view, operator: { kind: 'echo', times: 3, inputs: view.operator.inputs } }
        : view,
    );

    expect(explainPlan({ ...plan, views } as unknown as Plan)).toContain('echo, times 3');
  });
});

describe('mermaidPlan', () => {
  test.each(PIPELINES)('draws of $name what it always drew', (pipeline) => {
    expectGolden(`explain/${pipeline.name}.mmd`, mermaidPlan(planOf(pipeline)));
  });

  test.each(PIPELINES)('declares every node of $name once, before it is linked', (pipeline) => {
    const lines = mermaidPlan(planOf(pipeline)).split('\n').slice(4);
    const declared = lines
      .filter((line) => !line.includes('-->'))
      .map((line) => /\w+/.exec(line)?.[0]);
    const linked = lines
      .filter((line) => line.includes('-->'))
      .flatMap((line) => line.replace('producers([producers])', 'producers').trim().split(' --> '));

    expect(new Set(declared).size).toBe(declared.length);
    expect(linked.filter((node) => node !== 'producers' && !declared.includes(node))).toEqual([]);
    expect(declared.filter((node) => !linked.includes(node ?? ''))).toEqual([]);
  });
});
