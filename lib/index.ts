/**
 * What an author of a pipeline needs, and nothing else.
 *
 * A definition is a value: importing it runs no user function and touches no network.
 */
export {
  approxDistinct,
  count,
  custom,
  distinct,
  first,
  last,
  max,
  mean,
  min,
  quantile,
  quantiles,
  sum,
  topK,
  variance,
} from './core/aggregators/authoring.ts';
export { product, where } from './core/expression.ts';
export {
  bigint,
  boolean,
  decimal,
  double,
  type EventOf,
  instant,
  int,
  json,
  optional,
  string,
} from './core/field-type.ts';
export { pattern } from './core/pattern/pattern.ts';
export { schemaOf } from './core/schema/foreign-schema.ts';
export { type Schema, schema } from './core/schema/schema.ts';
export { sliding, tumbling } from './core/window.ts';
export { calendar, globalWindow, rolling, session } from './core/window-kinds.ts';
export { DefinitionError } from './errors/definition-error.ts';
export type { Pipeline } from './pipeline/definition.ts';
export { pipeline } from './pipeline/pipeline.ts';
export type { Plan } from './pipeline/plan.ts';
export { planOf } from './pipeline/planner.ts';
