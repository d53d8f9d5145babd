import type { BoundAggregate } from '../../core/aggregators/bind.ts';
import type { Event } from '../../core/event.ts';
import type { Fields } from '../../core/field-type.ts';
import type { Side } from '../../core/operators/keyed-operator.ts';
import type { PatternDefinition } from '../../core/pattern/pattern-chain.ts';
import type { DurationMs } from '../../core/time.ts';
import type { AlignedWindows } from '../../core/windows/window.ts';
import type { CalendarWindows, Windows } from '../../core/windows/window-kinds.ts';
import type { EmissionRule, PairCondition } from './operator-rules.ts';
import type { SourceStream, Step } from './source.ts';
import type { FillValue } from './window-options.ts';

export type { EmissionRule, PairCondition } from './operator-rules.ts';

/** Where events come from, and the steps without state that they go through. */
export interface Flow {
  /** The stream; behind an operator, the first of those that it reads. */
  readonly source: SourceStream;
  /** The operator whose results these are; `null` if they are the events of the stream. */
  readonly after: Operator | null;
  /** What is done to each of them, from the stream or from the operator on. */
  readonly steps: readonly Step[];
  /** Fields of an event after all steps. */
  readonly fields: Fields;
  /** Name of the field with the event time, after all steps. */
  readonly time: string;
  /** Other flows with the same fields that events come by too: a union. None of them has any itself. */
  readonly also?: readonly Flow[];
}

/** Events of a flow, each under the key that these fields make. */
export interface KeyedFlow {
  readonly flow: Flow;
  /** In order; none if all events share the key `all`. */
  readonly groupBy: readonly string[];
}

/** What the results of an operator look like to the steps behind it. */
interface Produces {
  readonly fields: Fields;
  /** Field with the event time of a result. */
  readonly time: string;
}

/** Aggregates per key and window. Its results are the rows of closed windows. */
export interface WindowAggregation extends Produces, EmissionRule {
  readonly kind: 'window';
  readonly input: KeyedFlow;
  readonly windows: Windows;
  readonly aggregates: Readonly<Record<string, BoundAggregate>>;
  /** What is stored of windows that overlap; absent if the author has not said. */
  readonly rows?: 'windows' | 'panes';
}

/** Pairs of events of two flows with equal keys and near times. */
export interface IntervalJoin extends Produces {
  readonly kind: 'join';
  readonly left: KeyedFlow;
  readonly right: KeyedFlow;
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  /** What a pair has to fulfil beside equal keys and near times; absent: nothing. */
  readonly where?: PairCondition;
  /** Partners of a left event at `t` are at `t + from ≤ r < t + to`. */
  readonly from: DurationMs;
  readonly to: DurationMs;
  readonly allowedLateness: DurationMs;
  /** Prefixes of the fields of the left and the right side; `null` if left events alone are given. */
  readonly as: readonly [string, string] | null;
}

/** Events with the row that their key has in a table. */
export interface TableJoin extends Produces {
  readonly kind: 'tableJoin';
  readonly stream: KeyedFlow;
  readonly table: KeyedFlow;
  /** A table event that lacks this field removes the row of its key. */
  readonly removedWithout: string | null;
  /** Which row is seen: the one that is there on arrival, or the one of the event's own time. */
  readonly asOf: 'arrival' | 'eventTime';
  /** How long an event waits for the table, in event time; `null`: it does not wait. */
  readonly grace: DurationMs | null;
  readonly history: DurationMs;
  readonly type: 'inner' | 'left';
  readonly as: readonly [string, string];
  /** What an event and a row have to fulfil, or the event does not see it; absent: nothing. */
  readonly where?: PairCondition;
  /** Oldest row that an event sees, by its own time; absent: of any age. */
  readonly tolerance?: DurationMs;
}

/** The first event of each key within a horizon. */
export interface Dedupe extends Produces {
  readonly kind: 'dedupe';
  readonly input: KeyedFlow;
  readonly within: DurationMs;
}

/** Matches of a pattern in the events of a key. */
export interface PatternMatch extends Produces {
  readonly kind: 'match';
  readonly input: KeyedFlow;
  readonly pattern: PatternDefinition<Event>;
  /** Whether partial matches whose time ran out are results too. */
  readonly timeouts: boolean;
  /** Most partial matches of a key; absent: the author has not said. */
  readonly maxPartialMatches?: number;
}

/** What a monitor compares the watched field with. */
export type Threshold =
  | { readonly kind: 'above' | 'below'; readonly value: number }
  | { readonly kind: 'outside'; readonly from: number; readonly to: number }
  | RowExpression;

/** A condition over a row: its key, its window and its aggregates. */
export interface RowExpression {
  readonly kind: 'expression';
  /** Canonical text of CEL. */
  readonly text: string;
  /** The most steps that it takes. */
  readonly cost: number;
}

/** Alerts about the rows of a key. */
export interface Monitor extends Produces {
  readonly kind: 'monitor';
  /** The rule's name: part of every alert's id. */
  readonly name: string;
  readonly input: KeyedFlow;
  readonly field: string;
  readonly threshold: Threshold;
  /** So many … */
  readonly needed: number;
  /** … of so many windows. */
  readonly of: number;
  readonly recoverAfter: number;
  /** What a window has to fulfil beside not breaching to be a good one; absent: nothing. */
  readonly recover?: RowExpression;
  readonly missing: 'breach' | 'good' | 'skip';
  /** Distance of the ends of windows; `null` where it is not constant. */
  readonly every: DurationMs | null;
  readonly suppress: DurationMs;
  readonly forgetAfter: DurationMs;
}

/** The events of a key in the order of their time, each once none can come any more before it. */
export interface Sorted extends Produces {
  readonly kind: 'sorted';
  readonly input: KeyedFlow;
}

/** The rows of windows, and rows for windows without events. */
export interface GapFill extends Produces {
  readonly kind: 'fill';
  readonly input: KeyedFlow;
  readonly windows: AlignedWindows | CalendarWindows;
  /** By the names of aggregates. */
  readonly values: Readonly<Record<string, FillValue>>;
  /** Whether a window is filled when the next row of its key comes, or when time has passed it. */
  readonly until: 'lastRow' | 'watermark';
  /** Most windows that are filled one after the other. */
  readonly limit: number;
  readonly forgetAfter: DurationMs;
}

/** Results with another field as their event time. */
export interface Retimed extends Produces {
  readonly kind: 'retimed';
  readonly input: KeyedFlow;
  /** How far that time may lie before the one that they had, and behind it. Milliseconds. */
  readonly back: DurationMs;
  readonly ahead: DurationMs;
}

/** Every event of a flow, under its key. */
export interface Records extends Produces {
  readonly kind: 'records';
  readonly input: KeyedFlow;
}

/** A step with state: what it does with the events of one key depends on those before. */
export type Operator =
  | WindowAggregation
  | IntervalJoin
  | TableJoin
  | Dedupe
  | PatternMatch
  | Monitor
  | Sorted
  | GapFill
  | Retimed
  | Records;

/** What an operator reads on each side; the left one of a join, or its stream, first. */
export function sidesOf(operator: Operator): readonly KeyedFlow[] {
  if (operator.kind === 'join') return [operator.left, operator.right];
  if (operator.kind === 'tableJoin') return [operator.stream, operator.table];
  return [operator.input];
}

/** One flow that an operator reads, and the side by which its events come. */
export interface Way {
  readonly keyed: KeyedFlow;
  readonly side: Side;
}

/** Every flow that an operator reads, those of a union one by one; the left side first. */
export const waysInto = (operator: Operator): readonly Way[] =>
  sidesOf(operator).flatMap((keyed, i) =>
    branchesOf(keyed).map((branch): Way => ({ keyed: branch, side: i === 0 ? 'left' : 'right' })),
  );

/** The flows of {@link waysInto}. */
export const inputsOf = (operator: Operator): readonly KeyedFlow[] =>
  waysInto(operator).map(({ keyed }) => keyed);

/** Known ones, so that a branch is the same object whenever it is asked for. */
const branches = new WeakMap<KeyedFlow, readonly KeyedFlow[]>();

function branchesOf(keyed: KeyedFlow): readonly KeyedFlow[] {
  const { flow, groupBy } = keyed;
  if (flow.also === undefined) return [keyed];
  const known =
    branches.get(keyed) ?? flowsIn(flow).map((one): KeyedFlow => ({ flow: one, groupBy }));
  branches.set(keyed, known);
  return known;
}

/** The flows that a union is made of; a flow that is none, alone. */
export function flowsIn(flow: Flow): readonly Flow[] {
  const { also, ...first } = flow;
  return also === undefined ? [flow] : [first, ...also];
}

/** The operator and all before it, each once, in an order in which inputs come first. */
export function chainOf(operator: Operator): readonly Operator[] {
  const chain = new Set<Operator>();
  const visit = (one: Operator): void => {
    if (chain.has(one)) return;
    for (const { flow } of inputsOf(one)) if (flow.after !== null) visit(flow.after);
    chain.add(one);
  };
  visit(operator);
  return [...chain];
}

/** The step whose results a view shows: one that has none of its own shows those of the step before. */
export const stepOf = (operator: Operator): Operator =>
  operator.kind === 'records' ? (operator.input.flow.after ?? operator) : operator;
