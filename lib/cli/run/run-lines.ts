import { type Accumulators, rowAggregate } from '../../core/operators/accumulators.ts';
import { shownField } from '../../core/shown-field.ts';
import type { Value } from '../../core/value.ts';
import type { ViewDefinition } from '../../pipeline/definition/definition.ts';
import type { RunRecord, RunRow, RunRowKey } from '../../runtime/graph/sink.ts';
import { keyValues } from '../../serving/key-values.ts';
import { type ServedView, servedView } from '../../serving/served-view.ts';
import type { ResultCsv } from '../results/result-csv.ts';
import { type Result, resultJson } from '../results/result-json.ts';

/** Lines for what a run gives of one view, in the shape of all results. */
export interface RunLines {
  row(row: RunRow, acc: Accumulators): string;
  retraction(row: RunRowKey): string;
  record(record: RunRecord): string;
}

/** Lines of JSON. */
export function runJson(view: ViewDefinition): RunLines {
  const { rowOf, recordOf, cappedIn } = read(view);
  const { line, retraction } = resultJson(servedView(view));
  return {
    row: (row, acc) => line(rowOf(row), { pane: row.pane, capped: cappedIn(acc) }),
    retraction,
    record: (record) => line(recordOf(record)),
  };
}

/** What CSV says of a row of a window beside its values; the pane of one that is gone is `retracted`. */
export const RUN_TITLES: readonly string[] = ['pane', 'capped'];

/** Lines of CSV. */
export function runCsv(view: ViewDefinition, { line }: ResultCsv): RunLines {
  const { rowOf, recordOf, cappedIn } = read(view);
  return {
    row: (row, acc) => line(rowOf(row), [row.pane, (cappedIn(acc) ?? []).join(' ')]),
    retraction: (row) => line(rowOf({ ...row, values: {} }), ['retracted', '']),
    record: (record) => line(recordOf(record), []),
  };
}

interface Reading {
  rowOf(row: Omit<RunRow, 'pane'>): Result;
  recordOf(record: RunRecord): Result;
  /** Names of aggregates that passed their cap; `undefined` for none. */
  cappedIn(acc: Accumulators): readonly string[] | undefined;
}

/** How many keys of a view are remembered with their values. */
const KEYS = 10_000;

/** What a run gives of a view, as its readers would find it. */
function read(view: ViewDefinition): Reading {
  const served = servedView(view);
  const ofKey = keysOf(served);
  const decimals = served.results.filter(({ type }) => type.kind === 'decimal');
  const { operator } = view;
  const { capped } = rowAggregate('aggregates' in operator ? operator.aggregates : {});

  return {
    rowOf: ({ key, start, end, values }) => ({
      ...{ key, start, end },
      values: { ...values, ...ofKey(key) },
    }),
    recordOf({ key, time, record }) {
      const values: Record<string, Value> = { ...(record as Record<string, Value>), ...ofKey(key) };
      for (const { name, type } of decimals) values[name] = shownField(values[name] ?? null, type);
      return { key, start: time, end: time, values };
    },
    cappedIn(acc) {
      const names = capped(acc);
      return names.length === 0 ? undefined : names.sort();
    },
  };
}

/** The grouping fields of keys; most rows are of keys that had rows before. */
function keysOf(view: ServedView): (key: string) => Readonly<Record<string, Value>> {
  const known = new Map<string, Readonly<Record<string, Value>>>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= KEYS) known.clear();
    const values = keyValues(view, { key });
    known.set(key, values);
    return values;
  };
}
