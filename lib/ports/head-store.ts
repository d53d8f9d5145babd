import type { Json } from '../core/aggregators/aggregator.ts';
import type { Effects } from './effects.ts';
import type { TaskId } from './task.ts';

/**
 * The last committed epoch of a task, with everything that it changes.
 *
 * `P` is what the lane must know to go on: for a source lane how far it has read and its watermark,
 * for the exchange lane what it has of each lane.
 */
export interface Head<P extends Json = Json> {
  /** 1 for an original shard; one more than the largest of the shards that this one replaces. */
  readonly gen: number;
  /** Counts commits of this task from 1. */
  readonly epoch: number;
  /** Fingerprint of each view that has state here, by view id. */
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly progress: P;
  readonly effects: Effects;
}

/**
 * How many effects of each kind are applied, in their order; none of a kind that is not named. Views
 * that a task has not had before are announced, which counts as `newViews`.
 */
export type Reached = Readonly<Partial<Record<keyof Effects | 'newViews', number>>>;

/** A head as it is stored, and whether its effects are known to be applied. */
export interface StoredHead<P extends Json = Json> {
  readonly head: Head<P>;
  /** Epoch of the last effects that were applied completely; 0 if none. */
  readonly applied: number;
  /** How much of the head is known to be applied, if it is not applied completely. */
  readonly reached?: Reached;
}

/** What a task shows of itself beside its head: small, and readable without decoding. */
export interface AppliedMark {
  readonly epoch: number;
  /** Milliseconds; −Infinity if unknown. */
  readonly watermark: number;
  readonly details: Json;
}

/**
 * The epoch log: one head per task, replaced by compare-and-set.
 *
 * Contract:
 * 1. `read` is strongly consistent: it sees every commit that has returned.
 * 2. `commit` writes only if the stored epoch is the one expected (or nothing is stored when nothing
 *    is expected); it returns `false`, with nothing written, otherwise. One of two racing commits wins.
 * 3. If `commit` throws, the head may or may not be stored; reading it again tells.
 * 4. `markApplied` never lowers the epoch. `markReached` is forgotten if the epoch is applied, and is
 *    never taken for that of another epoch.
 * 5. What was read equals what was committed, to the last bit; the effects of a head that is applied may
 *    be left out.
 * 6. A head that fits can be committed. One that fits into no item of the store may be larger than that.
 */
export interface HeadStore {
  read<P extends Json>(task: TaskId): Promise<StoredHead<P> | undefined>;
  /** @param expected - Epoch that must be stored; `undefined` if there must be no head. */
  commit(task: TaskId, head: Head, expected: number | undefined): Promise<boolean>;
  markApplied(task: TaskId, mark: AppliedMark): Promise<void>;
  /** Writes down how much of an epoch is applied; everything that is named must be. */
  markReached(task: TaskId, epoch: number, reached: Reached): Promise<void>;
  /**
   * The share of what the store can hold that the head needs; if it is more than 1, the runtime makes
   * the epoch smaller.
   */
  fill(head: Head): number;
}
