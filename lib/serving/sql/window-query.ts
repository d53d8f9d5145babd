import type { OutputType } from '../../core/aggregators/output-type.ts';
import type { DurationMs } from '../../core/time.ts';
import type { AlignedWindows } from '../../core/windows/window.ts';
import { SYSTEM_COLUMNS } from '../../pipeline/deployed/lake-columns.ts';
import { type Dialect, quoted } from './dialect.ts';

/** A column of the answer, and how it comes about. */
export interface Select {
  readonly name: string;
  readonly role: 'key' | 'aggregate';
  readonly type: OutputType;
  /** What is read of each event, under a name within the query. */
  readonly reads: { readonly as: string; readonly column: string } | undefined;
  /** The expression over what was read, of all events of a group. */
  readonly gives: string;
  readonly isExact: boolean;
}

/** Everything that a query of windows is made of; expressions over the columns of the lake. */
export interface WindowQuery {
  readonly relation: string;
  readonly accepted: readonly string[];
  /** Column of the id of events, and how long one is remembered after it arrived, if they have one. */
  readonly id: { readonly column: string; readonly horizon: DurationMs } | undefined;
  readonly filters: readonly string[];
  /** Event time in milliseconds. */
  readonly time: string;
  readonly windows: AlignedWindows;
  readonly selects: readonly Select[];
}

const { kind, arrival, partitionKey, shard, sequence, subsequence } = SYSTEM_COLUMNS;

/** Order of a partition key's records: which of several events with one id counts. */
const ORDER = [sequence, subsequence, shard].map(quoted).join(', ');

/**
 * The text of a query: accepted events, each once, in their windows, by key.
 *
 * No stream has a name that ends with `_`, and no column of a field begins with a single one, so none of
 * them is taken for a name within the query.
 */
export function windowQuery(query: WindowQuery, dialect: Dialect): string {
  const { relation, accepted, id, filters, time, windows, selects } = query;
  const { size, slide } = windows;
  const reads = selects.flatMap(({ reads: read }) => read ?? []);
  const columns = [...reads.map(({ as, column }) => `${column} AS ${as}`), `${time} AS t`];
  const isAccepted = [`${quoted(kind)} = 'event'`, ...accepted];
  const arrived = dialect.epochMs(quoted(arrival));
  const isNew = `("_before" IS NULL OR ${arrived} - "_before" > ${id?.horizon ?? 0})`;
  const isCounted = [...(id === undefined ? [] : [isNew]), ...filters];
  const before =
    id === undefined
      ? ''
      : `, lag(${arrived}) OVER (PARTITION BY ${quoted(partitionKey)}, ${id.column} ORDER BY ${ORDER}) AS "_before"`;
  const keys = selects.filter(({ role }) => role === 'key');
  const aggregates = selects.filter(({ role }) => role === 'aggregate');
  return `WITH accepted_ AS (
  SELECT *${before}
  FROM ${relation}
  WHERE ${isAccepted.join('\n    AND ')}
), counted_ AS (
  SELECT ${columns.join(', ')}
  FROM accepted_${where(isCounted)}
), latest_ AS (
  SELECT *, ${lastStart('t', windows)} AS latest_start
  FROM counted_
), windowed_ AS (
  SELECT *, latest_start - i * ${slide} AS start
  FROM latest_ CROSS JOIN UNNEST(${dialect.numbersBelow(Math.ceil(size / slide))}) AS w (i)
  WHERE latest_start - i * ${slide} > t - ${size}
)
SELECT ${[
    ...keys.map(({ name, gives }) => `${gives} AS ${quoted(name)}`),
    `${dialect.timestamp('start')} AS ${quoted('windowStart')}`,
    `${dialect.timestamp(`start + ${size}`)} AS ${quoted('windowEnd')}`,
    ...aggregates.map(({ name, gives }) => `${gives} AS ${quoted(name)}`),
  ].join(',\n  ')}
FROM windowed_
GROUP BY ${[...keys.map(({ gives }) => gives), 'start'].join(', ')}`;
}

const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : `\n  WHERE ${conditions.join('\n    AND ')}`;

/** Start of the latest window that holds the instant; `mod` of a negative number is negative. */
const lastStart = (time: string, { slide, offset }: AlignedWindows): string => {
  const since = offset === 0 ? time : `(${time} - (${offset}))`;
  return `${time} - mod(mod(${since}, ${slide}) + ${slide}, ${slide})`;
};
