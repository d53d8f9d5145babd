import { compareValues, unitsAt } from '../compare.ts';
import { MAX_ELEMENTS, MAX_MADE_LENGTH } from '../limits.ts';
import { decimalUnits, INT64, UNITS, type Whole } from '../numbers.ts';
import { addDurations, addToTime, timeBetween } from '../time-values.ts';
import type { Overload } from '../typed.ts';
import {
  CelDecimal,
  type Duration,
  Failure,
  kindOf,
  type Timestamp,
  Uint,
  type Value,
} from '../values.ts';
import { overload } from './overload.ts';

const UINT_END = 2n ** 64n;

const uint = (value: bigint): Uint | Failure =>
  value >= 0n && value < UINT_END ? new Uint(value) : new Failure('the uint is not of 64 bits');

const BY_ZERO = new Failure('a division by zero');

const ofUints =
  (change: (a: bigint, b: bigint) => bigint) =>
  (a: Uint, b: Uint): Uint | Failure =>
    uint(change(a.value, b.value));

const dividingUints = (change: (a: bigint, b: bigint) => bigint) => (a: Uint, b: Uint) =>
  b.value === 0n ? BY_ZERO : uint(change(a.value, b.value));

const ofDecimals = (op: '+' | '-' | '%') => (a: CelDecimal, b: CelDecimal) => {
  const scale = Math.max(a.scale, b.scale);
  return decimal(UNITS[op](unitsAt(a, scale), unitsAt(b, scale)), scale);
};

const decimal = (units: Whole | Failure, scale: number): CelDecimal | Failure =>
  units instanceof Failure ? units : new CelDecimal(BigInt(units), scale);

const TOO_LONG = new Failure(`a text is longer than ${MAX_MADE_LENGTH} characters`);

/** Operators; those that need to know more of their sides are not among them. */
export const ARITHMETIC: readonly Overload[] = [
  ...(['+', '-', '*', '/', '%'] as const).map((op) => overload(`_${op}_(int, int) int`, INT64[op])),
  overload(
    '_+_(uint, uint) uint',
    ofUints((a, b) => a + b),
  ),
  overload(
    '_-_(uint, uint) uint',
    ofUints((a, b) => a - b),
  ),
  overload(
    '_*_(uint, uint) uint',
    ofUints((a, b) => a * b),
  ),
  overload(
    '_/_(uint, uint) uint',
    dividingUints((a, b) => a / b),
  ),
  overload(
    '_%_(uint, uint) uint',
    dividingUints((a, b) => a % b),
  ),
  overload('_+_(double, double) double', (a: number, b: number) => a + b),
  overload('_-_(double, double) double', (a: number, b: number) => a - b),
  overload('_*_(double, double) double', (a: number, b: number) => a * b),
  overload('_/_(double, double) double', (a: number, b: number) => a / b),
  overload('_+_(decimal, decimal) decimal', ofDecimals('+')),
  overload('_-_(decimal, decimal) decimal', ofDecimals('-')),
  overload('_%_(decimal, decimal) decimal', ofDecimals('%')),
  overload('_*_(decimal, decimal) decimal', (a: CelDecimal, b: CelDecimal) =>
    decimal(decimalUnits(a.units * b.units), a.scale + b.scale),
  ),
  overload('_+_(string, string) string', (a: string, b: string) =>
    a.length + b.length > MAX_MADE_LENGTH ? TOO_LONG : a + b,
  ),
  overload('_+_(bytes, bytes) bytes', (a: Uint8Array, b: Uint8Array) => {
    if (a.length + b.length > MAX_MADE_LENGTH) return new Failure('bytes are too many');
    const both = new Uint8Array(a.length + b.length);
    both.set(a);
    both.set(b, a.length);
    return both;
  }),
  overload('_+_(list, list) list', (a: readonly Value[], b: readonly Value[]) =>
    a.length + b.length > MAX_ELEMENTS
      ? new Failure(`a list has more than ${MAX_ELEMENTS} elements`)
      : [...a, ...b],
  ),
  overload('_+_(timestamp, duration) timestamp', addToTime),
  overload('_+_(duration, timestamp) timestamp', (a: Duration, b: Timestamp) => addToTime(b, a)),
  overload('_+_(duration, duration) duration', (a: Duration, b: Duration) => addDurations(a, b, 1)),
  overload('_-_(timestamp, duration) timestamp', (a: Timestamp, b: Duration) =>
    addToTime(a, b, -1),
  ),
  overload('_-_(timestamp, timestamp) duration', timeBetween),
  overload('_-_(duration, duration) duration', (a: Duration, b: Duration) =>
    addDurations(a, b, -1),
  ),
  overload('-_(int) int', (a: Whole) => INT64['-'](0, a)),
  overload('-_(double) double', (a: number) => -a),
  overload('-_(decimal) decimal', (a: CelDecimal) => new CelDecimal(-a.units, a.scale)),
  ...extreme('math.greatest', 1),
  ...extreme('math.least', -1),
];

/** The first of several numbers, or of a list's, that no other is beyond. */
function extreme(name: string, sign: number): Overload[] {
  const of = (values: readonly Value[]): Value | Failure => {
    if (values.length === 0) return new Failure(`${name} of nothing`);
    let best: Value | undefined;
    for (const value of values) {
      if (!NUMBERS.has(kindOf(value)))
        return new Failure(`${name} is not made for ${kindOf(value)}`);
      const order = best === undefined ? 1 : compareValues(value, best);
      if (order === undefined) return new Failure(`${name} of decimals and doubles`);
      if (order * sign > 0 || best === undefined) best = value;
    }
    return best as Value;
  };
  return [
    overload(`${name}(list) dyn`, of),
    overload(`${name}(dyn...) dyn`, (...values: Value[]) => of(values)),
  ];
}

const NUMBERS = new Set(['int', 'uint', 'double', 'decimal']);
