/**
 * What an author of a pipeline needs, and nothing else.
 *
 * A definition is a value: importing it runs no user function and touches no network.
 *
 * @module millrace
 */
export type { Aggregator, Json } from './core/aggregators/aggregator.ts';
export {
  approxDistinct,
  bitAnd,
  bitOr,
  bitXor,
  collectList,
  collectSet,
  corr,
  count,
  covarPop,
  covarSamp,
  custom,
  distinct,
  every,
  first,
  type Labelled,
  last,
  max,
  mean,
  median,
  min,
  mode,
  nth,
  type PercentileOptions,
  percentile,
  type QuantileOptions,
  quantile,
  quantiles,
  type RankedRow,
  type ShownValue,
  type SomeInSequence,
  type SumValue,
  skewness,
  some,
  stringAgg,
  sum,
  sumDistinct,
  type TopRowsOptions,
  topK,
  topRows,
  type ValuesOptions,
  variance,
} from './core/aggregators/authoring.ts';
export type { OutputType } from './core/aggregators/output-type.ts';
export type {
  AggregateSpec,
  Collecting,
  CustomAggregator,
  Filtered,
  InSequence,
  PercentileMethod,
  Ranking,
  SortBy,
  VarianceOf,
} from './core/aggregators/spec.ts';
export {
  type ExpressionText,
  expression,
  type Operand,
  type Term,
  type Terms,
} from './core/cel/build.ts';
export { Decimal, type DecimalInput } from './core/decimal.ts';
export {
  type Comparable,
  type ComparedWith,
  type Condition,
  type ConditionOn,
  type Product,
  product,
  where,
} from './core/expression.ts';
export {
  bigint,
  boolean,
  decimal,
  double,
  type EventOf,
  type Field,
  type Fields,
  type FieldType,
  type Instant,
  instant,
  int,
  json,
  optional,
  string,
} from './core/field-type.ts';
export { type Match, matching } from './core/pair-condition.ts';
export { type Path, path, type RootOf } from './core/path.ts';
export { pattern } from './core/pattern/pattern.ts';
export type {
  ConditionInput,
  Follow,
  PatternChain,
  PatternDefinition,
  PatternStart,
} from './core/pattern/pattern-chain.ts';
export type { MatchedValues } from './core/pattern/run.ts';
export type { WithinType } from './core/pattern/spec.ts';
export { type ForeignEvent, schemaOf } from './core/schema/foreign-schema.ts';
export { type Schema, schema } from './core/schema/schema.ts';
export type {
  OutputOf,
  StandardIssue,
  StandardProps,
  StandardResult,
  StandardSchema,
} from './core/schema/standard-schema.ts';
export type { DurationInput, DurationMs, EventTime } from './core/time.ts';
export type { DecimalValue, Value } from './core/value.ts';
export type { CalendarUnit } from './core/windows/calendar/civil.ts';
export {
  type EventWindows,
  type PrecedingOptions,
  type PrecedingWindows,
  preceding,
  type RollingOptions,
  type RollingWindows,
  rolling,
} from './core/windows/event-windows.ts';
export {
  type AlignedWindows,
  type AlignmentOptions,
  sliding,
  tumbling,
} from './core/windows/window.ts';
export {
  type CalendarWindows,
  type CumulatingWindows,
  calendar,
  cumulating,
  type GlobalWindowOptions,
  type GlobalWindows,
  globalWindow,
  type SessionOptions,
  type SessionWindows,
  session,
  type Windows,
} from './core/windows/window-kinds.ts';
export type { DefinitionErrorCode } from './errors/codes.ts';
export { DefinitionError, type DefinitionFault } from './errors/definition-error.ts';
export { type PipelineBuilder, pipeline, type StreamOptions } from './pipeline/builder/pipeline.ts';
export type { Pipeline } from './pipeline/definition/definition.ts';
export type { Aggregated, Grouped, Rows, Windowed } from './pipeline/definition/grouped.ts';
export type {
  AsOfOptions,
  DedupeOptions,
  FlattenOptions,
  JoinOptions,
  Matching,
  MatchOptions,
  MonitorRule,
  PartnerOptions,
  SignedDuration,
  TableJoinOptions,
  TableOptions,
  ViewOptions,
} from './pipeline/definition/options.ts';
export type {
  Aggregates,
  Alert,
  Filled,
  InSets,
  Joined,
  JoinedTable,
  Multiplied,
  Renamed,
  RowOf,
  Sighted,
  WindowFields,
  WithValues,
} from './pipeline/definition/result-types.ts';
export type { Stream } from './pipeline/definition/stream.ts';
export type { Table } from './pipeline/definition/table.ts';
export type {
  FillOptions,
  FillValue,
  RowsOptions,
  TimeOptions,
  WindowOptions,
} from './pipeline/definition/window-options.ts';
export type { Plan } from './pipeline/plan/plan.ts';
export { planOf } from './pipeline/plan/planner.ts';
