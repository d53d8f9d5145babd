import { decodeUtf8 } from '../../adapters/node/utf8.ts';
import { compileDecoder } from '../../core/json/decoder.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { Event, Pipeline } from '../../pipeline/definition/definition.ts';
import { planOf } from '../../pipeline/plan/planner.ts';
import type { BatchDefinition } from '../../runtime/batch/batch-definition.ts';

/** A definition as batch runs read it. */
export const batchDefinition = (pipeline: Pipeline): BatchDefinition => ({
  pipeline,
  plan: planOf(pipeline),
  decodeOf: ({ schema }, wanted) => compileDecoder(schema as Schema<Event>, wanted, { decodeUtf8 }),
});
