const HOUR = 3_600_000;

/**
 * The calendar window around an instant, found by asking what the clocks show, step by step and then
 * by halving, until they show another unit.
 */
export function calendarWindow(
  unit: string,
  timeZone: string,
  at: number,
): readonly [start: number, end: number] {
  const shows = (instant: number): string => unitName(unit, localDate(timeZone, instant));
  const step = unit === 'day' || unit === 'week' ? HOUR : 12 * HOUR;
  const mine = shows(at);
  let before = at;
  while (shows(before) === mine) before -= step;
  let after = at;
  while (shows(after) === mine) after += step;
  return [
    firstThat((instant) => shows(instant) === mine, before, before + step),
    firstThat((instant) => shows(instant) !== mine, after - step, after),
  ];
}

function firstThat(holds: (instant: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The date that clocks show, as `[year, month, day]`. */
function localDate(timeZone: string, instant: number): readonly number[] {
  const text = new Date(instant).toLocaleDateString('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return text.split('-').map(Number);
}

function unitName(unit: string, [year = 0, month = 0, day = 0]: readonly number[]): string {
  switch (unit) {
    case 'year':
      return `${year}`;
    case 'quarter':
      return `${year} quarter ${Math.ceil(month / 3)}`;
    case 'month':
      return `${year}-${month}`;
    case 'week': {
      const noon = Date.UTC(year, month - 1, day, 12);
      const monday = noon - ((new Date(noon).getUTCDay() + 6) % 7) * 24 * HOUR;
      return new Date(monday).toISOString();
    }
    default:
      return `${year}-${month}-${day}`;
  }
}
