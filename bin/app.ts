#!/usr/bin/env node
import { App } from 'aws-cdk-lib/core';
import { terminalText } from '../lib/cli/sinks/terminal-text.ts';
import { pipelineFromContext } from '../lib/constructs/pipeline-from-context.ts';
import { DefinitionError } from '../lib/errors/definition-error.ts';
import { resolveOwnEntries } from '../lib/package/own-entries.ts';

resolveOwnEntries();
const app = new App();
try {
  await pipelineFromContext(app);
  app.synth();
} catch (error) {
  if (!(error instanceof DefinitionError)) throw error;
  process.stderr.write(`${terminalText(error.message)}\n`);
  process.exitCode = 1;
}
