import { exactly } from './schema/exact-number.ts';
import { type DecimalValue, formatDecimal } from './value.ts';

/** What a decimal is made of, or calculated with: a number stands for the shortest text that gives it. */
export type DecimalInput = Decimal | string | number | bigint;

/** Most digits that a text may stand for, before or after its point. */
const MOST_DIGITS = 1000;

/**
 * An exact decimal, as functions of an author get the values of `decimal(scale)` fields.
 *
 * Operators do not know it: `fare > 50` and `fare + 1` throw, and TypeScript refuses them; say
 * `fare.isGreaterThan(50)` and `fare.plus(1)`. `===` and `Map` keys compare the object, not its value:
 * use `equals`, or `toString()` as a key. In template text and JSON it is its digits, `12.50`.
 *
 * Never changed. Error: none, but for `dividedBy` and `round`, which round halves away from zero as SQL does.
 *
 * @example
 * ```ts
 * rides.filter((ride) => ride.fare.isGreaterThan(50));
 * rides.map(Ride, (ride) => ({ ...ride, fare: ride.fare.times('1.19').round(2) }));
 * ```
 */
export class Decimal implements DecimalValue {
  /** The number without its point: 12.50 has 1250. */
  readonly units: bigint;
  /** Digits after the point. */
  readonly scale: number;

  private constructor(units: bigint, scale: number) {
    this.units = units;
    this.scale = scale;
  }

  /**
   * The decimal of a text such as `12.50`, of a number or of a bigint. 0.1 is one tenth.
   *
   * @throws RangeError for what is no number, or one of more than 1,000 digits on a side of its point
   */
  static of(value: DecimalInput): Decimal {
    if (value instanceof Decimal) return value;
    const read = exactly(String(value));
    const { negative, digits, exponent } = read ?? {
      negative: false,
      digits: '',
      exponent: Infinity,
    };
    if (Math.abs(exponent) > MOST_DIGITS || digits.length > MOST_DIGITS) {
      const got = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : `${value}`;
      throw new RangeError(
        `Decimal.of: is no decimal; got ${got}, expected a number such as '12.50'`,
      );
    }
    const written = typeof value === 'string' ? fractionOf(value) : 0;
    const scale = Math.max(0, -exponent, written);
    const units = BigInt(digits || '0') * 10n ** BigInt(digits === '' ? 0 : exponent + scale);
    return new Decimal(negative ? -units : units, scale);
  }

  /**
   * `units · 10⁻ˢᶜᵃˡᵉ`.
   *
   * @param scale - A whole number from 0 to 1,000.
   * @throws RangeError if the units or the scale are no whole number
   */
  static ofUnits(units: number | bigint, scale: number): Decimal {
    return new Decimal(BigInt(units), checkedScale(scale));
  }

  /** The sum, with the larger of the two scales. */
  plus(other: DecimalInput): Decimal {
    const [a, b, scale] = aligned(this, Decimal.of(other));
    return new Decimal(a + b, scale);
  }

  /** The difference, with the larger of the two scales. */
  minus(other: DecimalInput): Decimal {
    const [a, b, scale] = aligned(this, Decimal.of(other));
    return new Decimal(a - b, scale);
  }

  /** The product; the scales add up. */
  times(other: DecimalInput): Decimal {
    const factor = Decimal.of(other);
    return new Decimal(this.units * factor.units, this.scale + factor.scale);
  }

  /**
   * The quotient, rounded to so many digits after the point.
   *
   * @throws RangeError for a division by zero
   */
  dividedBy(divisor: DecimalInput, scale: number): Decimal {
    const by = Decimal.of(divisor);
    if (by.units === 0n) throw new RangeError(`Decimal.dividedBy: ${this} is divided by zero`);
    const shift = BigInt(checkedScale(scale) + by.scale);
    return new Decimal(
      quotient(this.units * 10n ** shift, by.units * 10n ** BigInt(this.scale)),
      scale,
    );
  }

  /** The nearest decimal with so many digits after the point; of two the one further from zero. */
  round(scale: number): Decimal {
    checkedScale(scale);
    if (scale >= this.scale) return new Decimal(this.units * tens(scale - this.scale), scale);
    return new Decimal(quotient(this.units, tens(this.scale - scale)), scale);
  }

  /** The same with the other sign. */
  negated(): Decimal {
    return new Decimal(-this.units, this.scale);
  }

  /** Without its sign. */
  abs(): Decimal {
    return this.units < 0n ? this.negated() : this;
  }

  /** Below 0 if this is less, above 0 if it is more, 0 if both are one number: `12.5` and `12.50` are. */
  compareTo(other: DecimalInput): -1 | 0 | 1 {
    const [a, b] = aligned(this, Decimal.of(other));
    return a < b ? -1 : a > b ? 1 : 0;
  }

  /** Whether both are one number, whatever their scales. */
  equals(other: DecimalInput): boolean {
    return this.compareTo(other) === 0;
  }

  /** Whether this is more. */
  isGreaterThan(other: DecimalInput): boolean {
    return this.compareTo(other) > 0;
  }

  /** Whether this is less. */
  isLessThan(other: DecimalInput): boolean {
    return this.compareTo(other) < 0;
  }

  /** Whether this is as much, or more. */
  isAtLeast(other: DecimalInput): boolean {
    return this.compareTo(other) >= 0;
  }

  /** Whether this is as much, or less. */
  isAtMost(other: DecimalInput): boolean {
    return this.compareTo(other) <= 0;
  }

  /** The nearest double. Error: half a unit in the last place of a double. */
  toNumber(): number {
    return Number(this.toString());
  }

  /** All digits of its scale: `12.50`. */
  toString(): string {
    return formatDecimal(this);
  }

  /** As {@link toString}: text, as rows and records hold decimals. */
  toJSON(): string {
    return this.toString();
  }

  /** @throws TypeError always: operators would compare and add without knowing the scale */
  valueOf(): never {
    throw new TypeError(
      `a decimal (${this}) in an operator such as > or +; say fare.isGreaterThan(50), ` +
        'fare.equals(50), fare.plus(1), or fare.toNumber() where a double is good enough',
    );
  }

  /**
   * Its digits where text is wanted.
   *
   * @throws TypeError anywhere else, see {@link valueOf}
   */
  [Symbol.toPrimitive](hint: string): string {
    return hint === 'string' ? this.toString() : this.valueOf();
  }
}

const tens = (digits: number): bigint => 10n ** BigInt(digits);

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * tens(scale - a.scale), b.units * tens(scale - b.scale), scale];
}

/** Rounded, halves away from zero. */
function quotient(dividend: bigint, divisor: bigint): bigint {
  const [n, d] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const rounded = (2n * n + d) / (2n * d);
  return dividend < 0n === divisor < 0n ? rounded : -rounded;
}

/** Digits after the point as they are written, zeros included; 0 if there is an exponent. */
function fractionOf(text: string): number {
  const point = text.indexOf('.');
  const digits = point < 0 || /e/i.test(text) ? 0 : text.length - point - 1;
  return digits > MOST_DIGITS ? 0 : digits;
}

function checkedScale(scale: number): number {
  if (Number.isInteger(scale) && scale >= 0 && scale <= MOST_DIGITS) return scale;
  throw new RangeError(
    `Decimal: a scale of ${scale}; expected a whole number from 0 to ${MOST_DIGITS}`,
  );
}
