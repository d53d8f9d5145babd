import type { WindowCase } from '../../conformance/window-aggregate.ts';
import { summary } from './aggregates.ts';
import { calendarWindow } from './calendar.ts';
import { byMembers } from './more-aggregates.ts';
import { type Outcome, type Row, table } from './outcome.ts';
import { type Arrival, timelineOf } from './steps.ts';

type Window = readonly [start: number, end: number];

/**
 * The slow, obvious answer for windows that do not depend on the events: decide each event by itself,
 * then each row of each window from scratch.
 */
export function windowsOracle(one: WindowCase): Outcome {
  const { allowedLatenessMs: lateness = 0 } = one.spec;
  const { arrivals, after } = timelineOf(one);
  const isKeyed = one.steps.some(({ event }) => event !== undefined && 'key' in event);
  const taken = arrivals.flatMap((arrival) =>
    windowsOf(one, arrival.event.ts)
      .filter(([, end]) => end + lateness > arrival.watermark)
      .map((window) => ({ arrival, window })),
  );
  const late = arrivals
    .filter((arrival) => taken.every((member) => member.arrival !== arrival))
    .map(({ event }) => event.id);

  const rows: { step: number | 'end'; row: Row }[] = [];
  const ids = new Set(
    taken.map(({ arrival, window }) => JSON.stringify([keyOf(arrival, isKeyed), window])),
  );
  for (const id of ids) {
    const [key, window] = JSON.parse(id) as [string, Window];
    const members = taken
      .filter((member) => JSON.stringify([keyOf(member.arrival, isKeyed), member.window]) === id)
      .map(({ arrival }) => arrival);
    rows.push(...rowsOf(one, { key, window, members }, after));
  }
  return { rows, final: table(rows.map(({ row }) => row)), late };
}

const keyOf = ({ event }: Arrival, isKeyed: boolean): string => {
  const key = event['key'] ?? null;
  if (!isKeyed) return 'all';
  if (key === null) return '\\N';
  if (typeof key === 'object') return byMembers(key);
  return key === '\\N' ? '\\\\N' : String(key);
};

interface Group {
  readonly key: string;
  readonly window: Window;
  readonly members: readonly Arrival[];
}

function rowsOf(
  { spec }: WindowCase,
  { key, window: [start, end], members }: Group,
  after: ReturnType<typeof timelineOf>['after'],
): { step: number | 'end'; row: Row }[] {
  const { aggregates, allowedLatenessMs: lateness = 0 } = spec;
  const row = (events: readonly Arrival[], pane: 'onTime' | 'late'): Row => ({
    ...{ key, start, end, pane },
    ...summary(
      aggregates,
      events.map(({ event }) => event),
    ),
  });
  const closes = spec.emit === 'final' ? end + lateness : end;
  const closing = after.find(({ watermark }) => watermark >= closes);
  if (spec.emit === 'final') {
    return closing === undefined ? [] : [{ step: closing.step, row: row(members, 'onTime') }];
  }
  const inTime = members.filter(({ watermark }) => watermark < end);
  const onTime =
    closing === undefined || inTime.length === 0
      ? []
      : [{ step: closing.step, row: row(inTime, 'onTime') }];
  const afterwards = members.filter(({ watermark }) => watermark >= end);
  return [
    ...onTime,
    ...afterwards.map((arrival) => {
      const before = members.filter(({ step }) => step <= arrival.step);
      const shown = spec.accumulation === 'discarding' ? [arrival] : before;
      return { step: arrival.step, row: row(shown, 'late') };
    }),
  ];
}

/** All windows that contain the instant, by trying those around it. */
function windowsOf({ spec: { window } }: WindowCase, at: number): Window[] {
  if (window.type === 'calendar') {
    return [calendarWindow(window.unit ?? '', window.timeZone ?? 'UTC', at)];
  }
  const { sizeMs = 0, offsetMs = 0, slideMs = sizeMs, stepMs } = window;
  if (stepMs !== undefined) {
    const start = sizeMs * Math.floor((at - offsetMs) / sizeMs) + offsetMs + 0;
    return Array.from({ length: sizeMs / stepMs }, (_, i) => start + (i + 1) * stepMs)
      .filter((end) => at < end)
      .map((end): Window => [start, end]);
  }
  const nearest = Math.round((at - offsetMs) / slideMs);
  const reach = Math.ceil(sizeMs / slideMs) + 1;
  return Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const start = offsetMs + (nearest - reach + i) * slideMs + 0;
    return [start, start + sizeMs] as const;
  }).filter(([start, end]) => start <= at && at < end);
}
