import { calendarAssigner } from './calendar/calendar-windows.ts';
import { zoneOffset } from './calendar/zone.ts';
import type { AlignedWindows } from './window.ts';
import { alignedAssigner, type WindowAssigner } from './window-assigner.ts';
import type { CalendarWindows, Windows } from './window-kinds.ts';

/** What assigns instants to windows; `null` if that depends on more than the clock. */
export function assignerOf(windows: AlignedWindows | CalendarWindows): WindowAssigner;
export function assignerOf(windows: Windows): WindowAssigner | null;
export function assignerOf(windows: Windows): WindowAssigner | null {
  if (windows.kind === 'aligned') return alignedAssigner(windows);
  if (windows.kind !== 'calendar') return null;
  return calendarAssigner(windows.unit, zoneOffset(windows.timeZone));
}
