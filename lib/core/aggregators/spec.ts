import type { Term } from '../cel/build.ts';
import type { Condition } from '../expression.ts';
import type { Aggregator } from './aggregator.ts';
import type { OutputType } from './output-type.ts';

/** An aggregate of all events. */
type Plain<F extends string> =
  | { readonly fn: 'count'; readonly field?: F }
  | { readonly fn: 'sum' | 'min' | 'max' | 'mean'; readonly field: F }
  | ({ readonly fn: 'first' | 'last'; readonly field: F; readonly n?: number } & InSequence)
  | ({ readonly fn: 'nth'; readonly field: F; readonly i: number } & InSequence)
  | ({ readonly fn: 'collectList' | 'collectSet'; readonly field: F } & Collecting)
  | ({
      readonly fn: 'stringAgg';
      readonly field: F;
      readonly separator: string;
    } & Omit<Collecting, 'nulls'>)
  | {
      readonly fn: 'percentile';
      readonly field: F;
      readonly p: number;
      readonly method?: PercentileMethod;
      readonly cap?: number;
    }
  | { readonly fn: 'mode' | 'sumDistinct'; readonly field: F; readonly cap?: number }
  | { readonly fn: 'covarPop' | 'covarSamp' | 'corr'; readonly field: F; readonly with: F }
  | { readonly fn: 'skewness'; readonly field: F; readonly of?: VarianceOf }
  | {
      readonly fn: 'bitAnd' | 'bitOr' | 'bitXor' | 'every' | 'some';
      readonly field: F;
    }
  | { readonly fn: 'variance'; readonly field: F; readonly of?: VarianceOf }
  | { readonly fn: 'topK'; readonly field: F; readonly k: number; readonly label?: F }
  | {
      readonly fn: 'topRows';
      readonly field?: never;
      readonly n: number;
      readonly by: readonly SortBy<F>[];
      readonly fields?: readonly F[];
      readonly rank?: Ranking;
      readonly cap?: number;
    }
  | { readonly fn: 'distinct'; readonly field: F; readonly cap?: number }
  | { readonly fn: 'approxDistinct'; readonly field: F; readonly error?: number }
  | { readonly fn: 'quantile'; readonly field: F; readonly q: number; readonly accuracy?: number }
  | {
      readonly fn: 'quantiles';
      readonly field: F;
      readonly q: readonly number[];
      readonly accuracy?: number;
    }
  | { readonly fn: 'custom'; readonly name: string; readonly version: number; readonly field: F };

/**
 * An aggregate as plain data: what a plan stores and a fingerprint covers.
 *
 * Optional numbers have defaults, in `AGGREGATE_DEFAULTS`; a bound aggregate has them filled in.
 */
export type AggregateData<F extends string = string> = Plain<F> & {
  /** Events that do not fulfil it do not count. */
  readonly where?: Condition<F>;
};

/** Which events an aggregate is of. */
export interface Filtered<F extends string = string> {
  /**
   * Events that do not fulfil it do not count: `{ where: where('country', '==', 'FR') }`, text of CEL
   * (`{ where: "amount > 50.00 && country in ['DE', 'FR']" }`), or what `expression` made.
   *
   * @defaultValue all count
   */
  readonly where?: Condition<F> | string | Term<boolean>;
}

/** What of a sequence of values counts, and what decides their order. */
export interface InSequence {
  /** Whether events that lack the field count, as `null`. @defaultValue `drop`: they do not */
  readonly nulls?: 'keep' | 'drop';
  /**
   * What decides the order: the event time, and arrival where times are equal; or arrival alone, which
   * one process knows and a deployed pipeline does not.
   *
   * @defaultValue `time`
   */
  readonly order?: 'time' | 'arrival';
}

/** How values are collected. */
export interface Collecting extends InSequence {
  /**
   * Most values that are kept, up to `AGGREGATE_LIMITS.collectCap`; of more, those that come first are,
   * and the row names the aggregate in `capped`.
   *
   * @defaultValue `AGGREGATE_DEFAULTS.collectCap`
   */
  readonly cap?: number;
}

/** A field that decides an order. */
export interface SortBy<F extends string = string> {
  /** A field of any type but `json`; text is compared by code points. */
  readonly field: F;
  /** Whether the smallest value comes first, or the largest. */
  readonly order: 'asc' | 'desc';
  /** Where events that lack the field come, whatever the order. @defaultValue `last` */
  readonly nulls?: 'first' | 'last';
}

/**
 * How rows are ranked: each on its own, 1, 2, 3, …; or equal ones alike, 1, 1, 3, … `withTies` and
 * 1, 1, 2, … `dense`.
 */
export type Ranking = 'row' | 'withTies' | 'dense';

/** What lies between two values: a number in proportion, or nothing, so that the result is one of them. */
export type PercentileMethod = 'continuous' | 'discrete';

/** Whether the values are all there are, or a sample of what the variance is asked of. */
export type VarianceOf = 'population' | 'sample';

/** An aggregate that names fields only, with the functions of a custom one. */
export type NamedSpec = AggregateData & Pick<AggregateSpec, 'implementation'>;

/**
 * An aggregate as an author writes it.
 *
 * Data only, but for the functions of a custom one, which plans do not look into.
 *
 * `F` are the names of the fields that it reads; `Out` is what its rows show.
 */
export type AggregateSpec<F extends string = string, Out = unknown> = Plain<F> &
  Filtered<F> & {
    /** The functions of a custom aggregate. */
    readonly implementation?: CustomAggregator;
    /** Carries the TypeScript type; never present at run time. */
    readonly __out?: Out;
  };

/**
 * An aggregate of one's own: a commutative monoid, as {@link Aggregator} says.
 *
 * Raise `version` whenever the meaning or the encoding changes: state of another one is not resumed.
 */
export interface CustomAggregator<In = unknown, Acc = unknown, Out = unknown>
  extends Omit<Aggregator<In, Acc, Out>, 'encoding'> {
  /** Of the aggregate, as its encoding names it: the same for ever. */
  readonly name: string;
  /** A whole number from 1. */
  readonly version: number;
  /**
   * What `present` gives.
   *
   * @defaultValue any JSON
   */
  readonly output?: OutputType;
}
