import { calendarAssigner } from './calendar/calendar-windows.ts';
import { zoneOffset } from './calendar/zone.ts';
import { type AlignedWindows, tumbling } from './window.ts';
import { alignedAssigner, type WindowAssigner } from './window-assigner.ts';
import type { CalendarWindows, CumulatingWindows, Windows } from './window-kinds.ts';

/**
 * What assigns instants to windows; `null` if that depends on more than the clock. Of windows that start
 * together, the longest: rows of all of them are found by its start.
 */
export function assignerOf(
  windows: AlignedWindows | CalendarWindows | CumulatingWindows,
): WindowAssigner;
export function assignerOf(windows: Windows): WindowAssigner | null;
export function assignerOf(windows: Windows): WindowAssigner | null {
  switch (windows.kind) {
    case 'aligned':
      return alignedAssigner(windows);
    case 'cumulating':
      return alignedAssigner(tumbling(windows.size, { offset: windows.offset }));
    case 'calendar':
      return calendarAssigner(windows.unit, zoneOffset(windows.timeZone));
    default:
      return null;
  }
}
