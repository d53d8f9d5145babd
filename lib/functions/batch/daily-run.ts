import type { BatchRequest } from '../../runtime/batch/protocol.ts';

const DAY = 86_400_000;

/** What a schedule asks for: what has settled in the whole days before it. */
export interface DailyRequest {
  /** When the schedule fired, such as `2026-11-27T03:00:00Z`. */
  readonly scheduled: string;
  readonly days: number;
}

/** The run that a schedule means; fired twice, it means the same run. */
export function dailyRun({ scheduled, days }: DailyRequest): BatchRequest {
  const to = Math.floor(Date.parse(scheduled) / DAY) * DAY;
  return { run: `daily-${scheduled.slice(0, 10)}`, from: to - days * DAY, to, of: 'settled' };
}
