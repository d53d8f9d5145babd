import type { Flow } from '../definition/definition.ts';
import { nameAfter } from '../definition/name-after.ts';
import { chainOf, inputsOf, type Operator } from '../definition/operator.ts';
import type { Placement } from './plan.ts';
import { isApart } from './same-key.ts';

/**
 * Rows of combined windows are written where all events of their key are seen.
 *
 * A row's key must contain the partition key, unchanged since the record was read; then one shard
 * sees all of it. After `map` the field may hold something else.
 */
export function placementOfWindows(flow: Flow, groupBy: readonly string[]): Placement {
  const { key } = flow.source;
  const away = (why: string): Placement => ({ lane: 'exchange', why, sends: 'deltas', hops: 0 });
  if (groupBy.length === 0) {
    return away('all events share one row, and every shard has some of them');
  }
  const grouping = groupBy.join(', ');
  const isMapped = flow.steps.some(({ kind }) => kind === 'map' || kind === 'flatMap');
  const now = isMapped ? key : nameAfter(flow.steps, key);
  if (now === undefined || !groupBy.includes(now)) {
    return away(`grouped by ${grouping}, but the stream is partitioned by ${key}`);
  }
  if (isMapped) {
    return away(`map may have changed ${key}, the partition key`);
  }
  const why = `grouped by ${grouping}, which holds the partition key ${key}`;
  return { lane: 'source', why, sends: 'nothing', hops: 0 };
}

/** Steps with state that need events one by one keep it in the exchange lane. */
export const placementOfOperator = (operator: Operator): Placement => ({
  lane: 'exchange',
  why: `${REASONS[operator.kind](operator)}, so the events themselves are sent, and their state is kept per key`,
  sends: 'events',
  hops: chainOf(operator)
    .flatMap((one) => inputsOf(one).map((input) => isApart(input, one)))
    .filter(Boolean).length,
});

const REASONS: Readonly<Record<Operator['kind'], (operator: Operator) => string>> = {
  window: (operator) => {
    if (operator.kind !== 'window') return '';
    if (operator.windows.kind === 'cumulating') return 'its windows start together';
    if (operator.windows.kind !== 'aligned')
      return `${operator.windows.kind} windows depend on each event`;
    if (operator.input.flow.also !== undefined) return 'it reads several streams';
    const ordered = Object.entries(operator.aggregates).find(([, { needsOrder }]) => needsOrder);
    return ordered === undefined
      ? 'its rows are given when windows close, or it reads results of another step'
      : `${ordered[0]} depends on the order of events`;
  },
  join: () => 'a join needs both sides of a key in one place',
  tableJoin: () => 'a join needs a key and its row of the table in one place',
  dedupe: () => 'events with the same id must meet',
  match: () => 'a pattern needs the events of a key in the order of their time',
  monitor: () => 'a monitor needs the rows of a key in their order',
  sorted: () => 'events wait until none can come any more before them',
  fill: () => 'a window without events is seen by the rows before and behind it',
  retimed: () => 'results with a time of their own come in another order',
  records: () => 'it reads results of another step, or keeps every event under its key',
};
