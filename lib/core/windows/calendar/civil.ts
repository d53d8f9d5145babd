import { daysFromCivil } from '../../instant.ts';

/** A length of the calendar. Weeks begin on Monday, as in ISO 8601. */
export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

export const CALENDAR_UNITS: readonly CalendarUnit[] = ['day', 'week', 'month', 'quarter', 'year'];

/** Months of the units that are made of months. */
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** The Monday of the week of 1970-01-01, in days since then. */
const FIRST_MONDAY = -3;

/** First day of the unit that contains a day. Units: days since 1970-01-01. */
export function firstDay(unit: CalendarUnit, day: number): number {
  if (unit === 'day') return day;
  if (unit === 'week') return Math.floor((day - FIRST_MONDAY) / 7) * 7 + FIRST_MONDAY;
  return dayOfMonth(Math.floor(monthOf(day) / MONTHS[unit]) * MONTHS[unit]);
}

/** First day of the unit after the one that begins with `first`. */
export function nextFirstDay(unit: CalendarUnit, first: number): number {
  if (unit === 'day') return first + 1;
  if (unit === 'week') return first + 7;
  return dayOfMonth(monthOf(first) + MONTHS[unit]);
}

/** First day of a month that is counted from January of the year 0. */
const dayOfMonth = (month: number): number =>
  daysFromCivil(Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 1);

/**
 * The month that a day lies in, counted from January of the year 0.
 *
 * Guesses from the mean length of a month and corrects by comparing first days.
 */
function monthOf(day: number): number {
  let month = Math.floor((day + 719_528) / 30.436_875);
  while (dayOfMonth(month) > day) month--;
  while (dayOfMonth(month + 1) <= day) month++;
  return month;
}
