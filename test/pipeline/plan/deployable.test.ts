import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib/core';
import type { StageConfig } from '../../../lib/constructs/stage-config.ts';
import { STAGES } from '../../../lib/constructs/stages.ts';
import { StreamingPipeline } from '../../../lib/constructs/streaming-pipeline.ts';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import { instant, string } from '../../../lib/core/field-type.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import type { PatternChain } from '../../../lib/core/pattern/pattern-chain.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { globalWindow } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import type { MatchOptions } from '../../../lib/pipeline/definition/options.ts';
import { explainPlan } from '../../../lib/pipeline/explain/explain.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { startRun } from '../../../lib/runtime/run/start-run.ts';
import { sample } from '../../support/definitions/sample-pipeline.ts';

const Click = schema({ user: string(), at: instant(), fence: string() });
const options = { key: 'user', time: 'at' } as const;

type Chain = PatternChain<{ user: string; at: number; fence: string }, string>;

const patternSite = (rest: (chain: Chain) => Chain, matching: MatchOptions = {}): Pipeline =>
  pipeline('site', (p) => {
    const found = rest(pattern<{ user: string; at: number; fence: string }>().begin('a')).build();
    p.stream('clicks', Click, options)
      .groupBy('user')
      .match(found, matching)
      .groupBy('user')
      .view('found');
  });

const CASES: readonly (readonly [what: string, defined: Pipeline, message: RegExp])[] = [
  [
    'a stream whose watermark is told',
    pipeline('site', (p) => {
      const clicks = p.stream('clicks', Click, { ...options, watermarks: 'explicit' });
      clicks
        .dedupe('user', { within: '1m' })
        .map(schema({ user: string(), at: instant() }), (e) => e)
        .groupBy('user')
        .view('visits');
    }),
    /^site › clicks › watermarks: nobody can tell .* or run the pipeline in one process/,
  ],
  [
    'a window without an end',
    pipeline('site', (p) => {
      const clicks = p.stream('clicks', Click, options);
      clicks.groupBy('user').window(globalWindow()).aggregate({ n: count() }).view('ever');
    }),
    /^site › ever › global: a deployed stream has no end, .*write globalWindow\(\{ every: 100 \}\)/,
  ],
  [
    'a record with a field that rows have themselves',
    pipeline('site', (p) => {
      p.stream('clicks', Click, options)
        .dedupe('user', { within: '1m' })
        .groupBy('user')
        .view('visits');
    }),
    /^site › visits › fence: rows have an attribute of that name themselves/,
  ],
  [
    'a pattern that may wait for ever',
    patternSite((p) => p.followedBy('b', where('user', '==', 'b'))),
    /^site › found › match: nothing bounds .*got partial matches that wait for ever, .*maxPartialMatches: 1000/,
  ],
  [
    'a pattern that doubles its partial matches',
    patternSite((p) => p.oneOrMore().allowCombinations().followedBy('b').within('1m')),
    /^site › found › match: .*got partial matches that double with each event/,
  ],
];

describe('a definition that can be run in one process only', () => {
  test.each(CASES)(
    'with %s is explained, run, and refused at deployment',
    (_, defined, message) => {
      const plan = planOf(defined);
      const deploy = () =>
        new StreamingPipeline(new Stack(), 'Site', {
          plan,
          stage: STAGES['dev'] as StageConfig,
          definition: { path: 'none.ts', exportName: 'site' },
        });

      expect(deploy).toThrow(message);
      expect(explainPlan(plan).replaceAll(/\s+/g, ' ')).toContain('is refused at deployment');
      expect(() => startRun(defined).end()).not.toThrow();
    },
  );

  test('is deployed once it says how many partial matches a key may hold', () => {
    const bounded = patternSite((p) => p.followedBy('b'), { maxPartialMatches: 20 });

    expect(planOf(bounded).undeployable).toBeNull();
    expect(explainPlan(planOf(bounded)).replaceAll(/\s+/g, ' ')).toMatch(
      /in proportion to all its events; at most 20 are kept, so an event costs at most \d+ steps/,
    );
    expect(() => patternSite((p) => p.followedBy('b'), { maxPartialMatches: 0 })).toThrow(
      /maxPartialMatches: is no number of partial matches; got 0, expected a whole number from 1 to 100000/,
    );
  });

  test('is told from one that can be deployed', () => {
    expect(planOf(sample).undeployable).toBeNull();
    expect(explainPlan(planOf(sample))).not.toContain('refused');
  });
});
