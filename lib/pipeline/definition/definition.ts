import type { BoundAggregate } from '../../core/aggregators/bind.ts';
import type { DurationMs } from '../../core/time.ts';
import type { AlignedWindows } from '../../core/windows/window.ts';
import type { Flow, Operator, WindowAggregation } from './operator.ts';
import type { SourceStream } from './source.ts';

export type { Event } from '../../core/event.ts';
export type { Flow, Operator } from './operator.ts';
export type { SourceStream, Step } from './source.ts';

/** What every view has. */
interface ViewIdentity {
  readonly name: string;
  readonly version: number;
  readonly freshness: DurationMs;
}

/**
 * Aggregates per key and aligned window of a stream's own events, a row at any time being all that
 * has come so far: what can be combined per batch, in any order.
 */
export interface WindowView extends ViewIdentity {
  readonly kind: 'window';
  readonly flow: Flow;
  /** Fields that make the key, in order. */
  readonly groupBy: readonly string[];
  readonly windows: AlignedWindows;
  /** What its rows are of, if not of its windows: what readers combine those of. */
  readonly panes?: AlignedWindows;
  readonly allowedLateness: DurationMs;
  readonly aggregates: Readonly<Record<string, BoundAggregate>>;
  /** The same, as an operator that other steps may read. */
  readonly operator: WindowAggregation;
}

/** Results of an operator that needs the events of a key one by one. */
export interface OperatorView extends ViewIdentity {
  readonly kind: 'operator';
  readonly operator: Operator;
}

/** A named table of results. */
export type ViewDefinition = WindowView | OperatorView;

/** A graph of named steps; a value, readable without running user code. */
export interface Pipeline {
  /** As it was declared; part of the names of stacks and streams. */
  readonly name: string;
  /** Streams in the order of their declaration; what is in them is for tools. */
  readonly streams: readonly SourceStream[];
  /** Views in the order of their declaration; what is in them is for tools. */
  readonly views: readonly ViewDefinition[];
}
