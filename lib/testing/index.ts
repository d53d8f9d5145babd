/** `millrace/testing`: a pipeline in a test, on the runtime that is deployed. */
export type { PlainRow } from '../serving/plain-row.ts';
export type { PlainValue } from '../serving/plain-value.ts';
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
