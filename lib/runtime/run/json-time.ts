import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../core/time.ts';

/** A watermark in JSON, which has no infinities. */
export type JsonTime = number | 'beginning' | 'end';

/** The watermark as JSON holds it. */
export function toJsonTime(time: EventTime): JsonTime {
  if (time === BEGINNING_OF_TIME) return 'beginning';
  return time === END_OF_TIME ? 'end' : time;
}

/** The watermark that JSON holds. */
export function fromJsonTime(stored: JsonTime): EventTime {
  if (stored === 'beginning') return BEGINNING_OF_TIME;
  return stored === 'end' ? END_OF_TIME : stored;
}
