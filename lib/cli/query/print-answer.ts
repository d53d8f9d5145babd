import type { Answer } from '../../serving/query-rows.ts';
import { type Ranking, rankRows } from '../../serving/rank-rows.ts';
import type { ServedView } from '../../serving/served-view.ts';
import { showTime } from '../show-time.ts';
import type { Terminal } from '../terminal.ts';
import { rowChart } from './row-chart.ts';
import { rowCsv } from './row-csv.ts';
import { rowJson } from './row-json.ts';
import { CAPPED, rowTable } from './row-table.ts';

/** What was found, and where. */
export interface Found {
  readonly view: ServedView;
  readonly answer: Answer;
}

export interface PrintOptions {
  readonly format: 'table' | 'json' | 'csv';
  readonly hasChart: boolean;
  /** Column to rank by and to draw. */
  readonly by: string | undefined;
  /** Rows of a ranking; without it, all rows in their order. */
  readonly count: number | undefined;
}

/** Prints rows as data, and what there is to say about them as words. */
export function printAnswer(
  { view, answer }: Found,
  { format, by, count, hasChart }: PrintOptions,
  terminal: Terminal,
): void {
  const ranking =
    count === undefined || by === undefined
      ? undefined
      : rankRows(view, answer.rows, { by, count });
  const rows = ranking?.rows ?? answer.rows;
  if (rows.length === 0) {
    if (format === 'csv') for (const line of rowCsv(view, [])) terminal.out(line);
    terminal.err(nothingFound(view, answer));
    return;
  }
  const hasEnds = view.windows === null || ranking?.over === 'range';
  const bars = ranking === undefined ? undefined : by;
  const lines = {
    json: () => rows.map(rowJson(view)),
    csv: () => rowCsv(view, rows),
    table: () => rowTable(view, rows, { ...terminal, hasEnds, bars }),
  }[format]();
  if (answer.isQuiet) {
    terminal.err('nothing has come lately: counted back from the newest window that has rows');
  }
  for (const line of lines) terminal.out(line);
  if (format === 'table' && hasChart && ranking === undefined && by !== undefined) {
    const chart = rowChart(view, answer.rows, { by, width: terminal.width });
    for (const line of chart.length > 0 ? ['', ...chart] : []) terminal.out(line);
  }
  const cut = new Set(rows.flatMap(({ truncated }) => truncated));
  if (cut.size > 0)
    terminal.err(
      `too large for a row, so only the beginning is shown: ${[...cut].sort().join(', ')}`,
    );
  if (format !== 'table') return;
  if (rows.some(({ capped }) => capped.length > 0)) {
    terminal.err(`${CAPPED} passed the cap of its aggregate: a lower bound, or less exact`);
  }
  terminal.err(summary(view, answer, ranking));
}

/** `top 8 keys, each added up over its windows: 312 rows of sales; complete up to …`. */
function summary({ name }: ServedView, { rows, watermark }: Answer, ranking?: Ranking): string {
  const all = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'} of ${name}`;
  const what = ranking === undefined ? all : `${RANKED[ranking.over](ranking.rows.length)}${all}`;
  const complete = Number.isFinite(watermark)
    ? `complete up to ${showTime(watermark)} UTC`
    : COMPLETENESS[watermark > 0 ? 'ended' : 'unknown'];
  return `${what}; ${complete}`;
}

const RANKED: Readonly<Record<Ranking['over'], (count: number) => string>> = {
  range: (count) => `top ${count} keys, each added up over its windows: `,
  window: (count) => `top ${count} keys of the newest window, out of `,
  rows: (count) => `top ${count} of `,
};

const COMPLETENESS = {
  ended: 'complete, as its streams have ended',
  unknown: 'not complete up to any time yet: a shard has not been heard of',
} as const;

function nothingFound({ name }: ServedView, { range, reached, watermark }: Answer): string {
  if (range === null) {
    return `no rows of ${name}: it has seen no event yet; put some into its streams with millrace produce`;
  }
  const from = Number.isFinite(range.from) ? ` from ${showTime(range.from)}` : '';
  const to = Number.isFinite(range.to) ? ` to ${showTime(range.to)}` : '';
  const time = reached ?? watermark;
  const hint = Number.isFinite(time)
    ? `; event time has reached ${showTime(time)} UTC`
    : '; it has seen no event yet';
  return `no rows of ${name}${from}${to}${from + to === '' ? '' : ' UTC'}${hint}`;
}
