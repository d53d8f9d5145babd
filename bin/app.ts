#!/usr/bin/env node
import { App } from 'aws-cdk-lib/core';
import { terminalText } from '../lib/cli/sinks/terminal-text.ts';
import { definitionFromContext, stageFromContext } from '../lib/constructs/app-context.ts';
import { StreamingPipeline } from '../lib/constructs/streaming-pipeline.ts';
import { DefinitionError } from '../lib/errors/definition-error.ts';
import { planOf } from '../lib/pipeline/planner.ts';

const app = new App();
try {
  const stage = stageFromContext(app.node);
  const { pipeline, ...definition } = await definitionFromContext(app.node);
  const plan = planOf(pipeline);
  new StreamingPipeline(app, `${plan.pipeline}-${stage.name}`, { plan, stage, definition });
  app.synth();
} catch (error) {
  if (!(error instanceof DefinitionError)) throw error;
  process.stderr.write(`${terminalText(error.message)}\n`);
  process.exitCode = 1;
}
