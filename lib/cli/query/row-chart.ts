import { plot } from 'simple-ascii-chart';
import { own } from '../../core/own.ts';
import type { EventTime } from '../../core/time.ts';
import type { WindowAssigner } from '../../core/windows/window-assigner.ts';
import { combineRows } from '../../serving/combine-rows.ts';
import { nearestNumber } from '../../serving/compare-values.ts';
import type { AnswerRow } from '../../serving/query-rows.ts';
import type { ServedView } from '../../serving/served-view.ts';
import { windowStartsIn } from '../../serving/window-range.ts';
import { precisionOf, showTime } from '../show-time.ts';

export interface ChartStyle {
  /** Name of the column to draw. */
  readonly by: string;
  /** Characters in a line. */
  readonly width: number;
}

const HEIGHT = 10;
const MAX_WIDTH = 100;
/** Characters for the numbers on the left. */
const MARGIN = 16;
const TICKS = 5;

/**
 * Lines of a chart of one column over the windows; all keys of a window are added up.
 *
 * A window without rows is 0 for counts and sums; for others the line goes straight on.
 *
 * @param rows - By window; with accumulators if they are of several keys.
 * @returns Nothing if there are fewer than two points, or rows that cannot be added up.
 */
export function rowChart(
  view: ServedView,
  rows: readonly AnswerRow[],
  { by, width }: ChartStyle,
): string[] {
  const starts = startsOf(view.windows, rows);
  const byStart = Map.groupBy(rows, ({ start }) => start);
  const points = starts.flatMap((start, i): [number, number][] => {
    const value = numberOf(view, byStart.get(start) ?? [], by) ?? ofNothing(view, by);
    return value === undefined || !Number.isFinite(value) ? [] : [[i, value]];
  });
  if (points.length < 2) return [];
  const last = starts.length - 1;
  const ticks = Array.from({ length: TICKS }, (_, i) => Math.round((i * last) / (TICKS - 1)));
  const label = tickLabels(starts);
  const chart = plot(points, {
    width: Math.max(20, Math.min(width, MAX_WIDTH) - MARGIN),
    height: HEIGHT,
    customXAxisTicks: [...new Set(ticks)],
    formatter: (value, { axis }) =>
      axis === 'x' ? label(starts[Math.round(value)] ?? 0) : compact(value),
  });
  const title = `${by} per window, ${spanOf(starts)} UTC`;
  const lines = chart.split('\n').map((line) => line.trimEnd());
  return [title, ...lines.filter((line) => line !== '')];
}

/** `2010-12-01 08:00 to 2010-12-01 11:00`. */
function spanOf(starts: readonly EventTime[]): string {
  const precision = precisionOf(starts);
  return [starts[0], starts.at(-1)].map((at) => showTime(at ?? 0, precision)).join(' to ');
}

/** What differs between the starts: the time of one day, or the day of several. */
function tickLabels(starts: readonly EventTime[]): (at: EventTime) => string {
  const precision = precisionOf(starts);
  const days = new Set(starts.map((at) => showTime(at, 'day')));
  if (days.size === 1) return (at) => showTime(at, precision).slice('2010-12-01 '.length);
  return (at) => showTime(at, precision).slice('2010-'.length);
}

/** All windows from the first to the last; only those with rows if they cannot be listed. */
function startsOf(windows: WindowAssigner | null, rows: readonly AnswerRow[]): EventTime[] {
  const starts = [...new Set(rows.map(({ start }) => start))];
  const [from, to] = [starts[0], starts.at(-1)];
  if (from === undefined || to === undefined || windows === null) return starts;
  return windowStartsIn(windows, { from, to: to + 1 }) ?? starts;
}

function numberOf(view: ServedView, rows: readonly AnswerRow[], by: string): number | undefined {
  const [only, ...others] = rows;
  if (only !== undefined && others.length === 0) return nearestNumber(only.values[by] ?? null);
  return nearestNumber(combineRows(view, rows)?.values[by] ?? null);
}

/** What counts and sums are where there is no row. */
function ofNothing({ aggregates }: ServedView, by: string): number | undefined {
  const spec = own(aggregates ?? {}, by)?.spec;
  return spec?.fn === 'count' || spec?.fn === 'sum' ? 0 : undefined;
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });
const compact = (value: number): string => COMPACT.format(value);
