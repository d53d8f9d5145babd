import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Token } from 'aws-cdk-lib/core';
import type { Node } from 'constructs';
import { DefinitionError } from '../errors/definition-error.ts';
import type { Pipeline } from '../pipeline/definition/definition.ts';
import { definitionReference, pipelineIn } from '../pipeline/definition/definition-module.ts';
import type { DefinitionModule } from './bundling.ts';
import { stageNamed } from './check-stage.ts';
import type { Capacity, StageConfig } from './stage-config.ts';

/** What can be said with `-c <key>=<value>` on the command line of CDK, or in `cdk.json`. */
export const CONTEXT_KEYS = {
  stage: 'stage',
  /** Path of the definition's module, relative to where CDK runs; with `#name` if it exports several. */
  pipeline: 'pipeline',
  /** Shards of each declared stream, or `on-demand`, instead of what the stage says. */
  shards: 'shards',
  /** ARN of the SNS topic that alarms notify. */
  alarmTopic: 'alarmTopic',
} as const;

const TOPIC_ARN = /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;

/**
 * The stage that is meant, with what the command line changes in it.
 *
 * @throws {@link DefinitionError} `STAGE_UNKNOWN`, or `STAGE_INVALID` if the number of shards or the topic is none.
 */
export function stageFromContext(node: Node): StageConfig {
  const shards = textOf(node, CONTEXT_KEYS.shards);
  const alarmTopicArn = textOf(node, CONTEXT_KEYS.alarmTopic);
  return {
    ...stageNamed(textOf(node, CONTEXT_KEYS.stage)),
    ...(shards === undefined ? {} : { sourceCapacity: capacity(shards) }),
    ...(alarmTopicArn === undefined ? {} : { alarmTopicArn: topic(alarmTopicArn) }),
  };
}

function topic(arn: string): string {
  if (Token.isUnresolved(arn) || TOPIC_ARN.test(arn)) return arn;
  throw new DefinitionError('STAGE_INVALID', {
    at: CONTEXT_KEYS.alarmTopic,
    problem: 'alarms cannot notify that',
    given: `"${arn}"`,
    expected: 'the ARN of an SNS topic, such as arn:aws:sns:eu-central-1:111111111111:on-call',
    fix: 'pass the ARN, as aws sns list-topics prints it, or leave it out',
  });
}

function capacity(shards: string): Capacity {
  if (shards === 'on-demand') return { mode: 'on-demand' };
  if (/^[1-9]\d{0,3}$/.test(shards)) return { mode: 'provisioned', shards: Number(shards) };
  throw new DefinitionError('STAGE_INVALID', {
    at: CONTEXT_KEYS.shards,
    problem: 'streams cannot have that many shards',
    given: `"${shards}"`,
    expected: 'a whole number from 1 to 9999, or on-demand',
    fix: 'pass -c shards=4, or leave it out to take what the stage says',
  });
}

/**
 * Imports the definition that is meant. Its functions are not run.
 *
 * @throws {@link DefinitionError} `PIPELINE_NOT_FOUND`
 */
export async function definitionFromContext(
  node: Node,
): Promise<DefinitionModule & { readonly pipeline: Pipeline }> {
  const reference = definitionReference(textOf(node, CONTEXT_KEYS.pipeline) ?? '');
  const path = resolve(reference.path);
  if (reference.path === '' || !existsSync(path)) {
    throw new DefinitionError('PIPELINE_NOT_FOUND', {
      at: 'pipeline',
      problem: 'there is no such module',
      given: reference.path === '' ? 'no path' : path,
      expected: 'the path of a module that exports a pipeline',
      fix: 'pass -c pipeline=examples/retail/pipeline.ts, or set it in cdk.json',
    });
  }
  const module: Record<string, unknown> = await import(pathToFileURL(path).href);
  return { path, ...pipelineIn(module, reference) };
}

function textOf(node: Node, key: string): string | undefined {
  const value: unknown = node.tryGetContext(key);
  return value === undefined || value === null || value === '' ? undefined : String(value);
}
