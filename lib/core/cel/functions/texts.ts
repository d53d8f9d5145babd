import { MAX_ELEMENTS, MAX_MADE_LENGTH } from '../limits.ts';
import type { Whole } from '../numbers.ts';
import type { Overload } from '../typed.ts';
import { type CelMap, Failure, type Value } from '../values.ts';
import { overload } from './overload.ts';
import { matchesPattern } from './patterns.ts';

/** Code points of a text. */
function countOf(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}

/** UTF-16 units before a code point; `undefined` beyond the end. */
function unitsBefore(text: string, point: Whole): number | undefined {
  let left = Number(point);
  if (left < 0) return undefined;
  let at = 0;
  for (; left > 0 && at < text.length; left--)
    at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
  return left === 0 ? at : undefined;
}

const outside = (at: Whole): Failure => new Failure(`position ${at} is outside the text`);

function charAt(text: string, at: Whole): string | Failure {
  const unit = unitsBefore(text, at);
  if (unit === undefined) return outside(at);
  return unit === text.length ? '' : String.fromCodePoint(text.codePointAt(unit) as number);
}

function indexOf(text: string, part: string, from: Whole = 0): number | Failure {
  const unit = unitsBefore(text, from);
  if (unit === undefined) return outside(from);
  const found = text.indexOf(part, unit);
  return found < 0 ? -1 : countOf(text.slice(0, found));
}

function lastIndexOf(text: string, part: string, from?: Whole): number | Failure {
  const unit = from === undefined ? text.length : unitsBefore(text, from);
  if (unit === undefined) return outside(from ?? 0);
  const found = text.lastIndexOf(part, unit);
  return found < 0 ? -1 : countOf(text.slice(0, found));
}

function substring(text: string, from: Whole, to?: Whole): string | Failure {
  const first = unitsBefore(text, from);
  const last = to === undefined ? text.length : unitsBefore(text, to);
  if (first === undefined) return outside(from);
  if (last === undefined || last < first) return outside(to ?? 0);
  return text.slice(first, last);
}

function replace(text: string, part: string, by: string, times: Whole = -1): string | Failure {
  const most = times < 0 ? Number.POSITIVE_INFINITY : Number(times);
  if (most === 0) return text;
  const pieces = part === '' ? ['', ...text, ''] : text.split(part);
  const replaced = Math.min(most, pieces.length - 1);
  if (text.length + replaced * by.length > MAX_MADE_LENGTH) return TOO_LONG;
  const [head, tail] = [pieces.slice(0, replaced + 1), pieces.slice(replaced + 1)];
  const rest = tail.map((piece) => part + piece).join('');
  return head.join(by) + rest;
}

function split(text: string, by: string, most: Whole = -1): Value | Failure {
  if (most === 0) return [];
  const pieces = by === '' ? [...text] : text.split(by);
  const count = most < 0 ? pieces.length : Math.min(Number(most), pieces.length);
  if (count > MAX_ELEMENTS) return new Failure(`a list has more than ${MAX_ELEMENTS} elements`);
  if (count === pieces.length) return pieces;
  return [...pieces.slice(0, count - 1), pieces.slice(count - 1).join(by)];
}

function join(list: readonly Value[], by = ''): string | Failure {
  if (list.some((each) => typeof each !== 'string'))
    return new Failure('join wants a list of strings');
  const texts = list as readonly string[];
  const length = texts.reduce((sum, { length: each }) => sum + each + by.length, 0);
  return length > MAX_MADE_LENGTH ? TOO_LONG : texts.join(by);
}

const TOO_LONG = new Failure(`a text is longer than ${MAX_MADE_LENGTH} characters`);

const trim = (text: string): string => {
  const blank = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
  let [from, to] = [0, text.length];
  while (from < to && blank.test(text[from] as string)) from++;
  while (to > from && blank.test(text[to - 1] as string)) to--;
  return text.slice(from, to);
};

const sizes: readonly (readonly [string, (value: never) => number])[] = [
  ['string', countOf],
  ['bytes', (value: Uint8Array) => value.length],
  ['list', (value: readonly Value[]) => value.length],
  ['map', (value: CelMap) => value.size],
];

/** Texts, and how many elements there are. Positions are counted in code points from 0. */
export const TEXTS: readonly Overload[] = [
  ...sizes.map(([type, size]) => overload(`size(${type}) int`, size)),
  ...sizes.map(([type, size]) => overload(`${type}.size() int`, size)),
  overload('string.startsWith(string) bool', (a: string, b: string) => a.startsWith(b)),
  overload('string.endsWith(string) bool', (a: string, b: string) => a.endsWith(b)),
  overload('string.contains(string) bool', (a: string, b: string) => a.includes(b)),
  overload('string.matches(string) bool', matchesPattern),
  overload('matches(string, string) bool', matchesPattern),
  overload('string.charAt(int) string', charAt),
  overload('string.indexOf(string) int', indexOf),
  overload('string.indexOf(string, int) int', indexOf),
  overload('string.lastIndexOf(string) int', lastIndexOf),
  overload('string.lastIndexOf(string, int) int', lastIndexOf),
  overload('string.lowerAscii() string', (a: string) =>
    a.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  ),
  overload('string.upperAscii() string', (a: string) =>
    a.replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
  ),
  overload('string.replace(string, string) string', replace),
  overload('string.replace(string, string, int) string', replace),
  overload('string.split(string) strings', split),
  overload('string.split(string, int) strings', split),
  overload('string.substring(int) string', substring),
  overload('string.substring(int, int) string', substring),
  overload('string.trim() string', trim),
  overload('string.reverse() string', (a: string) => [...a].reverse().join('')),
  overload('list.join() string', join),
  overload('list.join(string) string', join),
];
