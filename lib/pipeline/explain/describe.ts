import { formatDuration } from '../../core/time.ts';
import type { Windows } from '../../core/windows/window-kinds.ts';
import type { WindowViewPlan } from '../plan/plan.ts';

/** One line for people: `tumbling 1h, takes events up to 1d late`. */
export function describeWindows({
  windows,
  allowedLateness,
}: Pick<WindowViewPlan, 'allowedLateness'> & { readonly windows: Windows }): string {
  const late =
    allowedLateness === 0 ? '' : `, takes events up to ${formatDuration(allowedLateness)} late`;
  return shapeOf(windows) + late;
}

function shapeOf(windows: Windows): string {
  switch (windows.kind) {
    case 'aligned': {
      const { size, slide, offset } = windows;
      const shift = offset === 0 ? '' : `, offset ${offset} ms`;
      return size === slide
        ? `tumbling ${formatDuration(size)}${shift}`
        : `sliding ${formatDuration(size)} every ${formatDuration(slide)}${shift}`;
    }
    case 'cumulating': {
      const { step, size, offset } = windows;
      const shift = offset === 0 ? '' : `, offset ${offset} ms`;
      return `cumulating up to ${formatDuration(size)} in steps of ${formatDuration(step)}${shift}`;
    }
    case 'session': {
      const gap = formatDuration(windows.gap);
      const own = windows.gapField === null ? '' : `, or of the event's own ${windows.gapField}`;
      const touching = windows.touching === 'split' ? ', apart where they touch' : '';
      return `sessions with a gap of ${gap}${own}${touching}`;
    }
    case 'calendar':
      return `every ${windows.unit} in ${windows.timeZone}`;
    case 'rolling': {
      const panes =
        windows.pane === null ? 'event by event' : `in panes of ${formatDuration(windows.pane)}`;
      return `the last ${formatDuration(windows.size)} as of each event, ${panes}`;
    }
    case 'preceding':
      return `each event with the ${windows.events} of its key before it`;
    case 'global':
      return windows.every === null ? 'all of time' : `all of time, every ${windows.every} events`;
  }
}
