import type { BatchReport } from '../../runtime/batch/protocol.ts';
import { precisionOf, showTime } from '../show-time.ts';
import { type TextColumn, textTable } from '../text-table.ts';

const right = (title: string): TextColumn => ({ title, align: 'right' });

const COLUMNS: readonly TextColumn[] = [
  { title: 'view' },
  { title: 'from (UTC)' },
  { title: 'to' },
  ...['compared', 'equal', 'healed', 'missing'].map(right),
];

/** What a run has done, for people. */
export function reportLines(
  { views, leftOut, objects, counts }: BatchReport,
  style: { readonly hasColor: boolean },
): string[] {
  const precision = precisionOf(views.flatMap(({ from, to }) => [from, to]));
  const rows = views.map(({ view, from, to, compared, equal, healed, missing }) => [
    view,
    showTime(from, precision),
    showTime(to, precision),
    ...[compared, equal, healed, missing].map(String),
  ]);
  const { records, accepted, duplicates, deadLetters } = counts;
  return [
    ...textTable(COLUMNS, rows, style),
    `objects: ${objects}, payloads: ${records}, events: ${accepted}, repeated: ${duplicates}, dead: ${deadLetters}`,
    ...leftOut.map(({ view, why }) => `left out ${view}: ${why}`),
  ];
}
