import { addedReasons, reasonsText } from '../../core/counted-reasons.ts';
import { formatInstant } from '../../core/instant.ts';
import { type DurationMs, formatDuration } from '../../core/time.ts';
import type { ShardProgress } from '../../ports/lane-progress.ts';
import type { LaneTrouble } from '../../serving/lane-trouble.ts';
import { showTime } from '../show-time.ts';
import { type TextColumn, textTable } from '../text-table.ts';
import { troubleJson } from './trouble-lines.ts';

/** How far a lane has come on a shard. */
export interface ShardLine extends ShardProgress {
  readonly lane: string;
  readonly stream: string;
  /** Of the oldest record that was not read. Milliseconds. */
  readonly waiting: DurationMs | undefined;
  /** What is wrong there, if anything is. */
  readonly trouble: LaneTrouble | undefined;
}

interface Cells extends TextColumn {
  of(line: ShardLine, now: number): string;
}

const COLUMNS: readonly Cells[] = [
  { title: 'lane', of: ({ lane }) => lane },
  { title: 'shard', of: ({ shard }) => shard },
  { title: 'state', of: ({ isClosed }) => (isClosed ? 'closed' : 'open') },
  { title: 'waiting', align: 'right', of: ({ waiting }) => waitingText(waiting) },
  {
    title: 'watermark (UTC)',
    of: ({ watermark, counts }) => (counts === null ? '' : showTime(watermark)),
  },
  {
    title: 'event time',
    of: ({ reached, epoch, counts }) => {
      if (reached !== null) return showTime(reached.time);
      return counts !== null && epoch === 0 ? 'none yet' : '';
    },
  },
  {
    title: 'idle',
    align: 'right',
    of: ({ reached }, now) => (reached === null ? '' : roughly(now - reached.arrival)),
  },
  {
    title: 'epoch',
    align: 'right',
    of: ({ epoch, counts }) => (counts === null ? '' : String(epoch)),
  },
  { title: 'events', align: 'right', of: ({ counts }) => shown(counts?.accepted) },
  { title: 'repeated', align: 'right', of: ({ counts }) => shown(counts?.duplicates) },
  { title: 'late', align: 'right', of: ({ counts }) => shown(counts?.late) },
  { title: 'dead', align: 'right', of: ({ counts }) => shown(counts?.deadLetters) },
];

/** Shards as lines of a table. */
export const shardTable = (
  lines: readonly ShardLine[],
  now: number,
  style: { readonly hasColor: boolean },
): string[] =>
  textTable(
    COLUMNS,
    lines.map((line) => COLUMNS.map((column) => column.of(line, now))),
    style,
  );

/** Why the steps of each lane set things aside; nothing of those that did not. */
export const asideLines = (lines: readonly ShardLine[]): string[] =>
  [...Map.groupBy(lines, ({ lane }) => lane)].flatMap(([lane, mine]) => {
    const why = reasonsText(addedReasons(mine.map(({ counts }) => counts?.reasons ?? {})));
    return why === '' ? [] : [`${lane} set aside: ${why}`];
  });

const shown = (count: number | undefined): string => (count === undefined ? '' : String(count));

const waitingText = (waiting: DurationMs | undefined): string => {
  if (waiting === undefined) return '?';
  return waiting === 0 ? 'nothing' : roughly(waiting);
};

/** A duration in its two largest units: nobody reads `2d3h4m5s678ms`. */
function roughly(ms: DurationMs): string {
  const text = formatDuration(Math.max(0, Math.round(ms)));
  return (text.match(/\d+[a-z]+/g) ?? []).slice(0, 2).join('');
}

/** A shard as JSON; what is unknown is `null`. */
export function shardJson(line: ShardLine): string {
  const { watermark, reached, waiting = null, movedAt, trouble, ...rest } = line;
  return JSON.stringify({
    ...rest,
    waitingMs: waiting,
    movedAt: movedAt === null ? null : formatInstant(movedAt),
    trouble: trouble === undefined ? null : troubleJson(trouble),
    watermark: Number.isFinite(watermark) ? formatInstant(watermark) : null,
    reached:
      reached === null
        ? null
        : { time: formatInstant(reached.time), arrival: formatInstant(reached.arrival) },
  });
}
