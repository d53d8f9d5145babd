import type { AggregateData } from '../../core/aggregators/spec.ts';
import type { FieldType } from '../../core/field-type.ts';
import type { Match } from '../../core/pair-condition.ts';
import type { PatternSpec } from '../../core/pattern/spec.ts';
import type { DurationMs } from '../../core/time.ts';
import type { AlignedWindows } from '../../core/windows/window.ts';
import type { DefinitionErrorCode } from '../../errors/codes.ts';
import type { DefinitionFault } from '../../errors/definition-error.ts';
import type {
  Dedupe,
  EmissionRule,
  GapFill,
  IntervalJoin,
  Monitor,
  PatternMatch,
  Records,
  Retimed,
  Sorted,
  TableJoin,
  WindowAggregation,
} from '../definition/operator.ts';
import type { StepPlan } from './step-plan.ts';

/** A field as a plan shows it. */
export interface FieldPlan {
  readonly name: string;
  readonly type: FieldType;
  readonly optional: boolean;
}

/** A stream that is provisioned, and how its records are read. */
export interface StreamPlan {
  readonly name: string;
  readonly fields: readonly FieldPlan[];
  readonly key: string;
  readonly time: string;
  readonly id: string | null;
  readonly dedupeWithin: DurationMs;
  readonly maxOutOfOrderness: DurationMs;
  readonly maxClockSkew: DurationMs;
  readonly idleAfter: DurationMs;
  readonly watermarks: 'fromEvents' | 'explicit';
}

/** Which lane writes a view's rows, and why. */
export interface Placement {
  /** `source`: the lane that reads the stream. `exchange`: the lane behind the exchange stream. */
  readonly lane: 'source' | 'exchange';
  readonly why: string;
  /** What the lane sends to the exchange lane, if it does: combined deltas, or the events. */
  readonly sends: 'nothing' | 'deltas' | 'events';
  /** How often results of a step go through the exchange again, to a step under another key. */
  readonly hops: number;
}

/** An aggregate as a plan shows it. */
export interface AggregatePlan {
  readonly name: string;
  readonly spec: AggregateData;
  /** Name and version of its stored form. */
  readonly encoding: string;
  readonly output: FieldType | { readonly kind: 'list' | 'struct' };
}

interface ViewIdentityPlan {
  readonly name: string;
  readonly version: number;
  /** The stream that it reads; the first of them if it reads several. */
  readonly stream: string;
  /** Fields that make the key of its rows. */
  readonly groupBy: readonly FieldPlan[];
  readonly freshness: DurationMs;
  readonly placement: Placement;
  /** Of everything that gives stored state its meaning. State of another one is never resumed. */
  readonly fingerprint: string;
}

/** A view of aligned windows, whose events are combined per batch: what its rows mean. */
export interface WindowViewPlan extends ViewIdentityPlan {
  readonly kind: 'window';
  readonly steps: readonly StepPlan[];
  readonly windows: AlignedWindows;
  /** What its rows are of, if not of its windows. */
  readonly panes?: AlignedWindows;
  readonly allowedLateness: DurationMs;
  readonly aggregates: readonly AggregatePlan[];
}

/** A view of what an operator gives that needs the events of a key one by one. */
export interface OperatorViewPlan extends ViewIdentityPlan {
  readonly kind: 'operator';
  /** All streams that it reads. */
  readonly streams: readonly string[];
  readonly operator: OperatorPlan;
  /** Whether it gives records under another key than that of the events that they come of. */
  readonly scatters: boolean;
  /** Fields of what the operator gives: those of its records, if it gives records. */
  readonly results: readonly FieldPlan[];
}

/** A view: what its rows mean. */
export type ViewPlan = WindowViewPlan | OperatorViewPlan;

/** Events under a key, as an operator reads them. */
export interface FlowPlan {
  /** `null` if they are results of the operator before. */
  readonly stream: string | null;
  readonly after: OperatorPlan | null;
  readonly steps: readonly StepPlan[];
  readonly groupBy: readonly FieldPlan[];
  /** The other flows of a union; absent if there is one. */
  readonly also?: readonly FlowPlan[];
}

/** A flow and those that come together with it. */
export const flowsOf = (flow: FlowPlan): readonly FlowPlan[] => [flow, ...(flow.also ?? [])];

/** What a join asks of both sides beside equal keys; absent: nothing. */
interface WherePlan {
  readonly where?: PairPlan;
}

/** A condition on both sides: data, text of an expression over the two events, or a function of the author. */
export type PairPlan = readonly Match[] | ExpressionPlan | 'function';

/** A condition by an expression. */
export interface ExpressionPlan {
  readonly kind: 'expression';
  readonly text: string;
  /** The most steps that it takes. */
  readonly cost: number;
}

type OperatorRule =
  | (Pick<WindowAggregation, 'kind' | 'windows' | keyof EmissionRule> & {
      readonly aggregates: readonly AggregatePlan[];
    })
  | (Pick<IntervalJoin, 'kind' | 'type' | 'from' | 'to' | 'allowedLateness' | 'as'> & WherePlan)
  | (Pick<
      TableJoin,
      'kind' | 'type' | 'removedWithout' | 'asOf' | 'grace' | 'history' | 'as' | 'tolerance'
    > &
      WherePlan)
  | Pick<Dedupe, 'kind' | 'within'>
  | (Pick<PatternMatch, 'kind' | 'timeouts' | 'maxPartialMatches'> & {
      readonly pattern: PatternSpec;
    })
  | Omit<Monitor, 'input' | 'fields' | 'time'>
  | Pick<Sorted, 'kind'>
  | Omit<GapFill, 'input' | 'fields' | 'time'>
  | (Pick<Retimed, 'kind' | 'back' | 'ahead'> & { readonly field: string })
  | Pick<Records, 'kind'>;

/** An operator without its functions. */
export type OperatorPlan = OperatorRule & {
  /** The left side of a join, or its stream, first. */
  readonly inputs: readonly FlowPlan[];
};

/** One consumer of a stream: a Lambda function with an event source mapping. */
export interface LanePlan {
  /** Identity of the lane's tasks and state: `sales.speed`. */
  readonly name: string;
  readonly kind: 'speed' | 'exchange' | 'archive';
  /** Name of the stream it reads; the exchange lane reads the pipeline's own. */
  readonly stream: string | null;
  /** Ids of views: their names, with the version from the second on. */
  readonly views: readonly string[];
  /** How long Lambda gathers records before it invokes the lane. */
  readonly batchingWindowSeconds: number;
}

/** What of a definition cannot be deployed, and what to do. */
export interface Undeployable {
  readonly code: DefinitionErrorCode;
  readonly fault: DefinitionFault;
}

/**
 * What a pipeline needs and does, without functions: the only thing that constructs see.
 *
 * Serialisable as JSON and back without loss.
 */
export interface Plan {
  /** Name of the pipeline. */
  readonly pipeline: string;
  /** Streams that producers put records into. */
  readonly streams: readonly StreamPlan[];
  /** Tables of results. */
  readonly views: readonly ViewPlan[];
  /** Present if some view is keyed by something else than its stream. */
  readonly exchange: {
    /** Ranges of keys that lanes address until it is scaled: at most so many shards share them. */
    readonly ranges: number;
  } | null;
  /** Functions that read a stream. */
  readonly lanes: readonly LanePlan[];
  /** Why it can be run in one process only; `null` if it can be deployed. */
  readonly undeployable: Undeployable | null;
  /** Of the whole plan: equal for equal plans. */
  readonly fingerprint: string;
}
