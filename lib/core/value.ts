/** An exact decimal: `units · 10⁻ˢᶜᵃˡᵉ`. */
export interface DecimalValue {
  /** The number without its point. */
  readonly units: bigint;
  /** Digits after the point. */
  readonly scale: number;
}

/**
 * What an aggregate presents and a row holds under the author's name.
 *
 * `null` stands for "nothing to say", such as the minimum of no values. Instants are presented as
 * ISO-8601 text by whoever prints them; in here they are numbers.
 */
export type Value =
  | null
  | boolean
  | number
  | string
  | bigint
  | DecimalValue
  | readonly Value[]
  | { readonly [name: string]: Value };

/** Whether the value is an exact decimal, and not an object of an author with fields of these names. */
export const isDecimal = (value: unknown): value is DecimalValue =>
  typeof value === 'object' &&
  value !== null &&
  'units' in value &&
  typeof value.units === 'bigint' &&
  'scale' in value;

/** Text of a decimal with all digits of its scale: `855.860`. */
export function formatDecimal({ units, scale }: DecimalValue): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return units < 0n ? `-${text}` : text;
}
