import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { stageNamed } from '../../../lib/constructs/check-stage.ts';
import type { StageConfig } from '../../../lib/constructs/stage-config.ts';
import { StreamingPipeline } from '../../../lib/constructs/streaming-pipeline.ts';
import type { Plan } from '../../../lib/pipeline/plan/plan.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { SAMPLE_MODULE, sample } from '../definitions/sample-pipeline.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The feature flags of `cdk.json`, which decide what is synthesised. */
const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

export interface Synthesised {
  readonly app: App;
  readonly data: Template;
  readonly compute: Template;
}

/**
 * The two stacks of a plan on a stage; of the sample pipeline unless told otherwise.
 *
 * Without bundling, which is not under test.
 *
 * @param flags - Context of the app.
 */
export function synthesise(
  stage: StageConfig | 'dev' | 'prod' | 'local',
  plan: Plan = planOf(sample),
  flags: Readonly<Record<string, unknown>> = context,
): Synthesised {
  const outdir = mkdtempSync(join(tmpdir(), 'millrace-synthesis-'));
  try {
    const app = new App({ outdir, context: { ...flags, 'aws:cdk:bundling-stacks': [] } });
    const config = typeof stage === 'string' ? stageNamed(stage) : stage;
    const props = { plan, stage: config, definition: SAMPLE_MODULE };
    const { data, compute } = new StreamingPipeline(app, `${plan.pipeline}-${config.name}`, props);
    app.synth();
    return { app, data: Template.fromStack(data), compute: Template.fromStack(compute) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Properties of the only resource of a type whose logical id matches. */
export function onlyResource(template: Template, type: string, id = /./): Record<string, unknown> {
  const found = Object.entries(template.findResources(type)).filter(([key]) => id.test(key));
  if (found.length !== 1) throw new Error(`${found.length} resources ${type} match ${id}`);
  return found[0]?.[1]['Properties'] as Record<string, unknown>;
}
