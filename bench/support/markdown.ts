import type { Spread } from './paired.ts';

/** A table; all columns but the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Rates as thousands per second: `345 k (310–360)`. */
export const thousands = ({ median, min, max }: Spread): string =>
  `${inThousands(median)} k (${inThousands(min)}–${inThousands(max)})`;

const inThousands = (value: number): string => (value / 1_000).toFixed(0);

/** A ratio with its spread: `1.10 (0.98–1.20)`. */
export const ratio = ({ median, min, max }: Spread): string =>
  `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;

/** A count with its thousands set apart: `1,234,567`. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
