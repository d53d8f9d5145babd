import { EARLIEST_EVENT_TIME, formatDuration } from '../../core/time.ts';
import type { BatchReport, ReportedView } from '../../runtime/batch/protocol.ts';
import { precisionOf, showTime } from '../show-time.ts';
import { type TextColumn, textTable } from '../text-table.ts';

const right = (title: string): TextColumn => ({ title, align: 'right' });

const COLUMNS: readonly TextColumn[] = [
  { title: 'view' },
  { title: 'from (UTC)' },
  { title: 'to' },
  ...['compared', 'equal', 'healed', 'missing', 'removed', 'recovered'].map(right),
];

/** What a run has done, for people. */
export function reportLines(
  { views, leftOut, together, objects, counts }: BatchReport,
  style: { readonly hasColor: boolean },
): string[] {
  const precision = precisionOf(views.flatMap(({ from, to }) => [from, to]));
  const rows = views.map(({ view, from, to, ...found }) => [
    view,
    showTime(from, precision),
    showTime(to, precision),
    ...[found.compared, found.equal, found.healed, found.missing].map(String),
    ...[found.removed, found.recovered].map(String),
  ]);
  const { records, accepted, duplicates, deadLetters } = counts;
  return [
    ...textTable(COLUMNS, rows, style),
    `objects: ${objects}, payloads: ${records}, events: ${accepted}, repeated: ${duplicates}, dead: ${deadLetters}`,
    ...views.flatMap(readBeyond),
    ...views.flatMap(({ view, kept }) =>
      kept === 0
        ? []
        : [`${view}: ${kept} rows are kept as they are, as a subject of theirs was erased`],
    ),
    ...together.map(
      (each) => `${each.view} is healed too: the same step makes it and ${each.with}`,
    ),
    ...leftOut.map(({ view, why }) => `left out ${view}: ${why}`),
  ];
}

/** How much more than its range was read for a view, if its results depend on events around it. */
function readBeyond({ view, from, to, reads }: ReportedView): string[] {
  if (reads.from === from && reads.to === to) return [];
  const before =
    reads.from === EARLIEST_EVENT_TIME ? 'everything' : formatDuration(from - reads.from);
  return [
    `${view} reads ${before} before its range and ${formatDuration(reads.to - to)} behind it`,
  ];
}
