import type { Condition } from '../expression.ts';
import type { AnyAggregator } from './aggregator.ts';
import type { OutputType } from './output-type.ts';
import type { AggregateData } from './spec.ts';

/** An aggregate that fits the fields of a stream. */
export interface BoundAggregate {
  /** Plain data, with the defaults filled in. */
  readonly spec: AggregateData;
  /** Field whose value is added; without one, every event is, as `undefined`. */
  readonly field: string | undefined;
  /** Field whose value is the label. */
  readonly label: string | undefined;
  /** Fields that are added together: the value is an event that has them, or lacks them. */
  readonly row: readonly string[] | undefined;
  /** Whether `add` needs the event time. */
  readonly needsTime: boolean;
  /** Whether `add` needs the order of arrival, which decides between values of one time. */
  readonly needsOrder: boolean;
  /** Whether a missing value is added, as `null`. */
  readonly takesNull: boolean;
  /** Events that do not fulfil it are not added; as events hold its values. */
  readonly where: Condition | undefined;
  readonly aggregator: AnyAggregator;
  /** What rows show. */
  readonly output: OutputType;
}

/** What depends on the kind of aggregate; the rest follows from the spec. */
export type Bound = Pick<BoundAggregate, 'spec' | 'aggregator' | 'output'> &
  Partial<Pick<BoundAggregate, 'row' | 'needsTime' | 'needsOrder' | 'takesNull'>>;

/** The fields of an event that an aggregate looks at. */
export const fieldsRead = ({ field, label, row, where }: BoundAggregate): string[] =>
  [field, label, ...(row ?? []), where?.field].flatMap((name) => name ?? []);
