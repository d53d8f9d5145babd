import { formatDecimal } from '../../value.ts';
import { int64, roundedQuotient, type Whole, whole } from '../numbers.ts';
import { readUtf8, utf8 } from '../text-literals.ts';
import {
  durationText,
  readDuration,
  readTimestamp,
  timestamp,
  timestampText,
} from '../time-values.ts';
import type { Overload } from '../typed.ts';
import {
  CelDecimal,
  type Duration,
  Failure,
  kindOf,
  type Timestamp,
  TypeValue,
  Uint,
  type Value,
} from '../values.ts';
import { overload } from './overload.ts';

const INT_END = 2n ** 63n;
const UINT_END = 2n ** 64n;

const beyond = (kind: string): Failure => new Failure(`the number is outside the range of ${kind}`);

const noNumber = (text: string, kind: string): Failure =>
  new Failure(`"${text.slice(0, 60)}" is no ${kind}`);

/** Whole part of a double strictly between two others. */
function truncated(value: number, from: bigint, to: bigint): bigint | undefined {
  return value > from && value < to ? BigInt(Math.trunc(value)) : undefined;
}

const toUint = (value: bigint): Uint | Failure =>
  value >= 0n && value < UINT_END ? new Uint(value) : beyond('uint');

const DECIMAL_TEXT = /^([+-]?)(\d+)(?:\.(\d*))?$|^([+-]?)\.(\d+)$/;

/** A text's decimal with the digits that it has. */
function readDecimal(text: string): CelDecimal | Failure {
  const match = text.length > 60 ? null : DECIMAL_TEXT.exec(text);
  if (match === null) return noNumber(text, 'decimal');
  const [, sign = match[4] ?? '', digits = '', fraction = match[5] ?? ''] = match;
  const units = BigInt(digits + fraction);
  return new CelDecimal(sign === '-' ? -units : units, fraction.length);
}

/** A decimal in a scale, rounded to the nearest, halves to the even one. */
export function rounded({ units, scale }: CelDecimal, to: number): CelDecimal {
  if (scale <= to) return new CelDecimal(units * 10n ** BigInt(to - scale), to);
  return new CelDecimal(roundedQuotient(units, 10n ** BigInt(scale - to)), to);
}

/** The exact value of a double in a scale, rounded to the nearest, halves to the even one. */
function decimalOfDouble(value: number, scale: number): CelDecimal | Failure {
  if (!Number.isFinite(value)) return beyond('decimal');
  if (Math.abs(value) >= 1e38) return beyond('decimal');
  let [mantissa, power] = [value, 0];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    power++;
  }
  const units = BigInt(mantissa) * 10n ** BigInt(scale);
  return new CelDecimal(roundedQuotient(units, 2n ** BigInt(power)), scale);
}

const scaled = (
  scale: Whole,
  change: (scale: number) => CelDecimal | Failure,
): CelDecimal | Failure =>
  typeof scale === 'number' && scale >= 0 && scale <= 30
    ? change(scale)
    : new Failure('the scale of a decimal is from 0 to 30');

const BOOLS: Readonly<Record<string, boolean>> = {
  '1': true,
  t: true,
  true: true,
  TRUE: true,
  True: true,
  '0': false,
  f: false,
  false: false,
  FALSE: false,
  False: false,
};

const TYPES: Readonly<Record<string, string>> = {
  null: 'null_type',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
  optional: 'optional_type',
};

/** Text of a double: the shortest that reads back. */
function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** From one type to another. */
export const CONVERSIONS: readonly Overload[] = [
  overload('int(int) int', (a: Whole) => a),
  overload('int(uint) int', ({ value }: Uint) => (value < INT_END ? whole(value) : beyond('int'))),
  overload('int(double) int', (a: number) => {
    const value = truncated(a, -INT_END, INT_END);
    return value === undefined ? beyond('int') : whole(value);
  }),
  overload('int(decimal) int', ({ units, scale }: CelDecimal) =>
    int64(units / 10n ** BigInt(scale)),
  ),
  overload('int(string) int', (text: string) =>
    /^[+-]?\d{1,30}$/.test(text) ? int64(BigInt(text.replace('+', ''))) : noNumber(text, 'int'),
  ),
  overload('int(timestamp) int', ({ ms }: Timestamp) => Math.floor(ms / 1_000)),
  overload('uint(uint) uint', (a: Uint) => a),
  overload('uint(int) uint', (a: Whole) => toUint(BigInt(a))),
  overload('uint(double) uint', (a: number) => {
    const value = truncated(a, -1n, UINT_END);
    return value === undefined || a < 0 ? beyond('uint') : new Uint(value);
  }),
  overload('uint(decimal) uint', ({ units, scale }: CelDecimal) =>
    toUint(units / 10n ** BigInt(scale)),
  ),
  overload('uint(string) uint', (text: string) =>
    /^\d{1,30}$/.test(text) ? toUint(BigInt(text)) : noNumber(text, 'uint'),
  ),
  overload('double(double) double', (a: number) => a),
  overload('double(int) double', (a: Whole) => Number(a)),
  overload('double(uint) double', ({ value }: Uint) => Number(value)),
  overload('double(decimal) double', (a: CelDecimal) => Number(formatDecimal(a))),
  overload('double(string) double', (text: string) => {
    const special = { NaN: Number.NaN, Inf: 1 / 0, '+Inf': 1 / 0, '-Inf': -1 / 0 }[text];
    if (special !== undefined) return special;
    const isNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);
    return isNumber ? Number(text) : noNumber(text, 'double');
  }),
  overload('decimal(decimal) decimal', (a: CelDecimal) => a),
  overload('decimal(int) decimal', (a: Whole) => new CelDecimal(BigInt(a), 0)),
  overload('decimal(string) decimal', readDecimal),
  overload('decimal(decimal, int) decimal', (a: CelDecimal, scale: Whole) =>
    scaled(scale, (to) => rounded(a, to)),
  ),
  overload('decimal(int, int) decimal', (a: Whole, scale: Whole) =>
    scaled(scale, (to) => rounded(new CelDecimal(BigInt(a), 0), to)),
  ),
  overload('decimal(double, int) decimal', (a: number, scale: Whole) =>
    scaled(scale, (to) => decimalOfDouble(a, to)),
  ),
  overload('decimal(string, int) decimal', (text: string, scale: Whole) =>
    scaled(scale, (to) => {
      const read = readDecimal(text);
      return read instanceof Failure ? read : rounded(read, to);
    }),
  ),
  overload(
    'quotient(decimal, decimal, int) decimal',
    (a: CelDecimal, b: CelDecimal, scale: Whole) => scaled(scale, (to) => quotient(a, b, to)),
  ),
  overload('string(string) string', (a: string) => a),
  overload('string(int) string', (a: Whole) => String(a)),
  overload('string(uint) string', ({ value }: Uint) => String(value)),
  overload('string(double) string', doubleText),
  overload('string(decimal) string', formatDecimal),
  overload('string(bool) string', (a: boolean) => String(a)),
  overload(
    'string(bytes) string',
    (a: Uint8Array) => readUtf8(a) ?? new Failure('the bytes are no UTF-8'),
  ),
  overload('string(timestamp) string', timestampText),
  overload('string(duration) string', durationText),
  overload('bytes(bytes) bytes', (a: Uint8Array) => a),
  overload('bytes(string) bytes', (a: string) => Uint8Array.from(utf8(a))),
  overload('bool(bool) bool', (a: boolean) => a),
  overload('bool(string) bool', (text: string) =>
    Object.hasOwn(BOOLS, text) ? BOOLS[text] : noNumber(text, 'bool'),
  ),
  overload('timestamp(timestamp) timestamp', (a: Timestamp) => a),
  overload('timestamp(string) timestamp', readTimestamp),
  overload('timestamp(int) timestamp', (seconds: Whole) => timestamp(Number(seconds) * 1_000, 0)),
  overload('duration(duration) duration', (a: Duration) => a),
  overload('duration(string) duration', readDuration),
  overload('type(dyn) type', (a: Value) => new TypeValue(TYPES[kindOf(a)] ?? kindOf(a))),
];

/** A quotient in a scale, rounded to the nearest, halves to the even one. */
function quotient(a: CelDecimal, b: CelDecimal, scale: number): CelDecimal | Failure {
  if (b.units === 0n) return new Failure('a division by zero');
  const sign = b.units < 0n ? -1n : 1n;
  const units = sign * a.units * 10n ** BigInt(b.scale + scale);
  return new CelDecimal(roundedQuotient(units, sign * b.units * 10n ** BigInt(a.scale)), scale);
}
