import type { OutputType } from '../core/aggregators/output-type.ts';
import { append } from '../core/many.ts';
import type { EventTime } from '../core/time.ts';
import { isDecimal, type Value } from '../core/value.ts';
import type { LateMark } from '../ports/effects.ts';
import { compareValues, isNumeric } from './compare-values.ts';
import { lateIndex } from './late-index.ts';

/** A row as one of two ways of computing it has it. */
export interface ReconciledRow {
  readonly key: string;
  readonly start: EventTime;
  readonly end: EventTime;
  readonly values: Readonly<Record<string, Value>>;
  /** Columns of which only the beginning is shown. */
  readonly truncated?: readonly string[];
}

/** A row as it is stored. */
export interface StandingRow extends ReconciledRow {
  /** Whether a batch run has written it. */
  readonly isHealed: boolean;
}

export interface ComparedColumn {
  readonly name: string;
  readonly type: OutputType;
  /** If not, the last bits of a double may differ. */
  readonly isExact: boolean;
}

export interface Sides {
  readonly columns: readonly ComparedColumn[];
  readonly standing: readonly StandingRow[];
  /** By SQL over the lake. */
  readonly computed: readonly ReconciledRow[];
  /** What was too late for the view, and which a batch run may have put in since. */
  readonly late: readonly LateMark[];
  /** Rows that may differ, because somebody was erased from the lake and they were to stay. */
  readonly kept?: readonly Pick<ReconciledRow, 'key' | 'start'>[];
  /** Whether a batch run has computed a window. */
  isCovered(start: EventTime, end: EventTime): boolean;
  /** What the runs that have computed windows have kept of them; several of a row if several did. */
  readonly results?: readonly ReconciledRow[];
}

/** What is the matter with one row. */
export interface Difference {
  readonly key: string;
  readonly start: EventTime;
  /** `column: got …, expected …`, or that there is no such row. */
  readonly what: string;
}

export interface Reconciliation {
  readonly compared: number;
  readonly equal: number;
  /** Of the equal ones: written by a batch run. */
  readonly healed: number;
  /** Rows that SQL finds and that are not there, whatever explains it. */
  readonly missing: number;
  /** Rows that differ because somebody was erased from the lake, and they were to stay. */
  readonly kept: number;
  /** Rows of which the results of a batch run say the same. */
  readonly confirmed: number;
  /** Rows that differ because events of their key came too late, in windows that no batch run has computed yet. */
  readonly late: number;
  /** Of these: explained only by events that versions before have set aside without their key. */
  readonly lateOfUnknownKey: number;
  /** Late events in windows that a batch run has computed: they are in the rows. */
  readonly recovered: number;
  readonly unexplained: readonly Difference[];
}

/** How far a double that is not exactly rounded may be off, relative to it. */
const TOLERANCE = 1e-9;

/**
 * Compares the rows of a view with those that SQL finds in the lake.
 *
 * A row may differ only in a window that no batch run has computed and that an event of its key was
 * late for.
 */
export function reconcile(sides: Sides): Reconciliation {
  const { columns, standing, computed, late, isCovered, results = [], kept = [] } = sides;
  const isKept = new Set(kept.map(idOf));
  const rows = new Map(standing.map((row) => [idOf(row), row]));
  const unexplained: Difference[] = [];
  const lateEvents = lateIndex(late);
  let [compared, equal, healed, missing, keptRows, toHeal, ofUnknown] = [0, 0, 0, 0, 0, 0, 0];

  function judge(row: ReconciledRow, what: string | undefined, isHealed: boolean): void {
    compared++;
    const { key, start } = row;
    if (what === undefined) {
      equal++;
      if (isHealed) healed++;
      return;
    }
    if (isKept.has(idOf(row))) {
      keptRows++;
      return;
    }
    const excuse = isCovered(start, row.end) ? undefined : lateEvents.excuse(row);
    if (excuse === undefined) unexplained.push({ key, start, what });
    else toHeal++;
    if (excuse === 'any') ofUnknown++;
  }

  for (const expected of computed) {
    const row = rows.get(idOf(expected));
    if (row === undefined) missing++;
    rows.delete(idOf(expected));
    const what = row === undefined ? 'there is no row' : differenceOf(row, expected, columns);
    judge(expected, what, row?.isHealed === true);
  }
  for (const row of rows.values()) judge(row, 'the lake has no event of this row', false);

  const windows = new Map(computed.map(({ start, end }) => [start, end]));
  const covered = [...windows].flatMap(([start, end]) =>
    isCovered(start, end) ? [{ start, end }] : [],
  );
  const { confirmed, refuted } = againstResults(standing, results, columns);
  append(unexplained, refuted);
  return {
    compared,
    equal,
    healed,
    missing,
    confirmed,
    kept: keptRows,
    late: toHeal,
    lateOfUnknownKey: ofUnknown,
    recovered: lateEvents.countIn(covered),
    unexplained,
  };
}

/**
 * Compares rows with what batch runs have kept of them, where they have kept anything.
 *
 * Several runs may have computed a window from a lake that grew in between, so one that says the same
 * is enough.
 */
function againstResults(
  standing: readonly StandingRow[],
  results: readonly ReconciledRow[],
  columns: readonly ComparedColumn[],
) {
  const kept = Map.groupBy(results, idOf);
  const plainColumns = columns.filter(({ type }) => type.kind !== 'list' && type.kind !== 'struct');
  const refuted: Difference[] = [];
  let confirmed = 0;
  for (const row of standing) {
    const mine = kept.get(idOf(row)) ?? [];
    const differences = mine.map((result) => differenceOf(row, result, plainColumns));
    if (mine.length === 0) continue;
    const [what] = differences;
    if (what === undefined || differences.includes(undefined)) confirmed++;
    else refuted.push({ key: row.key, start: row.start, what: `results of a batch run: ${what}` });
  }
  return { confirmed, refuted };
}

const idOf = ({ key, start }: Pick<ReconciledRow, 'key' | 'start'>): string => `${start} ${key}`;

function differenceOf(
  row: ReconciledRow,
  expected: ReconciledRow,
  columns: readonly ComparedColumn[],
): string | undefined {
  const wrong = columns.find((column) => {
    const [is, must] = [row.values[column.name] ?? null, expected.values[column.name] ?? null];
    return row.truncated?.includes(column.name)
      ? !isBeginning(plain(is), plain(must))
      : !isSame(is, must, column);
  });
  if (wrong === undefined) return undefined;
  const shown = (value: Value | undefined): string => JSON.stringify(plain(value ?? null));
  const { name } = wrong;
  return `${name}: got ${shown(row.values[name])}, expected ${shown(expected.values[name])}`;
}

/** Whether a value that was cut is the beginning of another. */
function isBeginning(cut: unknown, whole: unknown): boolean {
  if (typeof cut === 'string') {
    return (typeof whole === 'string' ? whole : JSON.stringify(whole)).startsWith(cut);
  }
  if (Array.isArray(cut)) {
    return Array.isArray(whole) && cut.every((each, i) => isBeginning(each, whole[i]));
  }
  if (typeof cut !== 'object' || cut === null) return cut === whole;
  const fields = whole as Readonly<Record<string, unknown>> | null;
  return Object.entries(cut).every(([name, each]) => isBeginning(each, fields?.[name]));
}

function isSame(a: Value, b: Value, { type, isExact }: ComparedColumn): boolean {
  if (a === null || b === null) return a === b;
  if (isNumeric(type)) {
    if (compareValues(a, b) === 0) return true;
    if (isExact) return false;
    const [x, y] = [Number(plain(a)), Number(plain(b))];
    return Math.abs(x - y) <= TOLERANCE * Math.max(Math.abs(x), Math.abs(y));
  }
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

/** A value as JSON can hold it; numbers of one size look the same. */
function plain(value: Value): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (isDecimal(value)) return Number(value.units) / 10 ** value.scale;
  if (Array.isArray(value)) return value.map((each: Value) => plain(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Value>>).map(([name, each]) => [
      name,
      plain(each),
    ]),
  );
}
