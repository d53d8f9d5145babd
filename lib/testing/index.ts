/**
 * `millrace/testing`: a pipeline in a test, on the runtime that is deployed.
 *
 * @module millrace/testing
 */

export { DefinitionError } from '../errors/definition-error.ts';
export type { PlainRow } from '../serving/plain-row.ts';
export type { PlainValue } from '../serving/plain-value.ts';
export type { RowStatus } from '../serving/row-status.ts';
export {
  type GiveOptions,
  type TestDeadLetter,
  type TestEvent,
  type TestInstant,
  type TestLateEvent,
  type TestPipeline,
  type TestPipelineOptions,
  testPipeline,
} from './test-pipeline.ts';
