import type { SlotRange } from '../../core/slots.ts';
import type { EventTime } from '../../core/time.ts';
import type { Lineage } from '../../ports/effects.ts';
import type { Layout } from '../../ports/exchange-layout.ts';
import type { KeyedProgress } from '../keyed/keyed-progress.ts';
import type { DeltaCounters } from './delta-epoch.ts';
import type { LaneBoard } from './lane-board.ts';

/** Where a task of the exchange stands. */
export type ExchangeProgress = {
  /** Those that its shard owns. */
  readonly slots: SlotRange;
  /** All shards that this one replaced. */
  readonly ancestors: readonly string[];
  readonly board: LaneBoard;
  /** Of each view, by view id; never goes back. */
  readonly watermarks: Readonly<Record<string, EventTime>>;
  readonly counters: DeltaCounters;
  readonly keyed: KeyedProgress;
  /** How finely it addresses the exchange itself. */
  readonly layout: Layout;
  /** What a new shard says, or a task that has more views, while that epoch is the one that is being written. */
  readonly registration: ExchangeRegistration | null;
  /** Epoch that sent a message to the task itself, until that comes. */
  readonly wake?: number | null;
  /** Whether others have taken over: then it takes nothing more (law L30). */
  readonly isSealed?: true;
};

/** How a task says that it writes views, and in whose place; or that it has some more. */
export type ExchangeRegistration = {
  readonly epoch: number;
  readonly lineage: Lineage | null;
  /** The shard and its siblings, and how far each view was complete where they start, by view id. */
  readonly starts: readonly (readonly [shard: string, Readonly<Record<string, EventTime>>])[];
  /** Views that are new to the task. */
  readonly views: readonly string[];
  /** Views that no task before had. */
  readonly newViews: readonly string[];
  /** All shards in whose place none of these stands. */
  readonly others: readonly string[];
};
