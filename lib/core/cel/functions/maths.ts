import { INT64, int64, type Whole, whole } from '../numbers.ts';
import type { Overload } from '../typed.ts';
import { CelDecimal, Failure, Uint } from '../values.ts';
import { rounded } from './conversions.ts';
import { overload } from './overload.ts';

/** To the nearest whole number, halves away from zero. */
const roundedAway = (a: number): number => Math.sign(a) * Math.round(Math.abs(a));

const nearest = (a: number): number => {
  if (!Number.isFinite(a) || Number.isInteger(a)) return a;
  const down = Math.trunc(a);
  return Math.abs(a - down) === 0.5 ? down + Math.sign(a) : roundedAway(a);
};

const onDoubles = (name: string, change: (a: number) => number): Overload =>
  overload(`math.${name}(double) double`, change);

type Bits = (a: bigint, b: bigint) => bigint;

const onBits = (name: string, change: Bits): Overload[] => [
  overload(`math.${name}(int, int) int`, (a: Whole, b: Whole) =>
    whole(BigInt.asIntN(64, change(BigInt(a), BigInt(b)))),
  ),
  overload(
    `math.${name}(uint, uint) uint`,
    (a: Uint, b: Uint) => new Uint(BigInt.asUintN(64, change(a.value, b.value))),
  ),
];

const NEGATIVE = new Failure('bits are shifted by less than 0');

const shifted = (name: string, change: (bits: bigint, by: bigint) => bigint): Overload[] => [
  overload(`math.${name}(int, int) int`, (a: Whole, by: Whole) => {
    if (by < 0) return NEGATIVE;
    return by > 63
      ? 0
      : whole(BigInt.asIntN(64, change(BigInt.asUintN(64, BigInt(a)), BigInt(by))));
  }),
  overload(`math.${name}(uint, int) uint`, (a: Uint, by: Whole) => {
    if (by < 0) return NEGATIVE;
    return new Uint(by > 63 ? 0n : BigInt.asUintN(64, change(a.value, BigInt(by))));
  }),
];

/** A decimal's whole number below it or at it. */
const floor = ({ units, scale }: CelDecimal): bigint => {
  const one = 10n ** BigInt(scale);
  const rest = units % one;
  return units / one - (rest < 0n ? 1n : 0n);
};

/** Functions of numbers. */
export const MATHS: readonly Overload[] = [
  onDoubles('ceil', (a) => Math.ceil(a)),
  onDoubles('floor', (a) => Math.floor(a)),
  onDoubles('round', nearest),
  onDoubles('trunc', (a) => Math.trunc(a)),
  onDoubles('abs', (a) => Math.abs(a)),
  onDoubles('sign', (a) => Math.sign(a)),
  onDoubles('sqrt', (a) => Math.sqrt(a)),
  overload('math.sqrt(int) double', (a: Whole) => Math.sqrt(Number(a))),
  overload('math.isNaN(double) bool', (a: number) => Number.isNaN(a)),
  overload('math.isInf(double) bool', (a: number) => Math.abs(a) === Number.POSITIVE_INFINITY),
  overload('math.isFinite(double) bool', (a: number) => Number.isFinite(a)),
  overload('math.abs(int) int', (a: Whole) => (a < 0 ? INT64['-'](0, a) : a)),
  overload('math.abs(uint) uint', (a: Uint) => a),
  overload('math.sign(int) int', (a: Whole) => (a < 0 ? -1 : a > 0 ? 1 : 0)),
  overload('math.sign(uint) uint', ({ value }: Uint) => new Uint(value === 0n ? 0n : 1n)),
  overload(
    'math.abs(decimal) decimal',
    ({ units, scale }: CelDecimal) => new CelDecimal(units < 0n ? -units : units, scale),
  ),
  overload('math.sign(decimal) int', ({ units }: CelDecimal) =>
    units < 0n ? -1 : units > 0n ? 1 : 0,
  ),
  overload('math.floor(decimal) int', (a: CelDecimal) => int64(floor(a))),
  overload('math.ceil(decimal) int', ({ units, scale }: CelDecimal) =>
    int64(-floor(new CelDecimal(-units, scale))),
  ),
  overload('math.trunc(decimal) int', ({ units, scale }: CelDecimal) =>
    int64(units / 10n ** BigInt(scale)),
  ),
  overload('math.round(decimal) int', (a: CelDecimal) => int64(rounded(a, 0).units)),
  ...onBits('bitAnd', (a, b) => a & b),
  ...onBits('bitOr', (a, b) => a | b),
  ...onBits('bitXor', (a, b) => a ^ b),
  overload('math.bitNot(int) int', (a: Whole) => whole(~BigInt(a))),
  overload('math.bitNot(uint) uint', ({ value }: Uint) => new Uint(BigInt.asUintN(64, ~value))),
  ...shifted('bitShiftLeft', (bits, by) => bits << by),
  ...shifted('bitShiftRight', (bits, by) => bits >> by),
];
