import type { EventTime } from './time.ts';

/**
 * A record that says how far event time has come where no event does.
 *
 * It is put into every shard at intervals, so the watermark of a quiet shard goes on, and because it
 * is a record like any other, a replay decides as the first run did.
 */
export interface Heartbeat {
  /** Event time that has been reached; `null` if the stream has had no event yet. Milliseconds. */
  readonly at: EventTime | null;
}

const PREFIX = '{"millrace":"heartbeat","v":1,"at":';
const MAX_LENGTH = PREFIX.length + 24;

/** The text of a heartbeat record. ASCII. */
export const heartbeatText = ({ at }: Heartbeat): string => `${PREFIX}${at}}`;

/** The heartbeat that the bytes hold, or `undefined` if they hold anything else. */
export function parseHeartbeat(
  bytes: Uint8Array,
  start: number,
  end: number,
): Heartbeat | undefined {
  if (end - start > MAX_LENGTH || end - start <= PREFIX.length) return undefined;
  for (let i = 0; i < PREFIX.length; i++) {
    if (bytes[start + i] !== PREFIX.charCodeAt(i)) return undefined;
  }
  const value = String.fromCharCode(...bytes.subarray(start + PREFIX.length, end - 1));
  if (bytes[end - 1] !== 0x7d) return undefined;
  if (value === 'null') return { at: null };
  return /^-?\d{1,15}$/.test(value) ? { at: Number(value) } : undefined;
}
