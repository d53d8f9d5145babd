import type { FieldType } from '../field-type.ts';
import type { AnyAggregator } from './aggregator.ts';
import { type FieldValue, fieldValues } from './field-values.ts';

interface Bits {
  bits: bigint | null;
}

const OPERATIONS = {
  bitAnd: (a: bigint, b: bigint) => a & b,
  bitOr: (a: bigint, b: bigint) => a | b,
  bitXor: (a: bigint, b: bigint) => a ^ b,
} as const;

/**
 * Bits of whole numbers, in two's complement of as many digits as it takes. Of nothing: `null`.
 *
 * A result beyond 2⁵³−1 in magnitude is a `bigint`. Error: none.
 */
export function bits(type: FieldType, fn: keyof typeof OPERATIONS): AnyAggregator {
  const { name, isOne } = fieldValues(type);
  const operation = OPERATIONS[fn];
  const take = (acc: Bits, value: bigint): void => {
    acc.bits = acc.bits === null ? value : operation(acc.bits, value);
  };
  return {
    encoding: `${fn}-${name}/1`,
    create: (): Bits => ({ bits: null }),
    add: (acc, value) => {
      if (isOne(value)) take(acc as Bits, BigInt(value as FieldValue));
    },
    combine: (into, from) => {
      const { bits: other } = from as Bits;
      if (other !== null) take(into as Bits, other);
    },
    present: (acc) => {
      const { bits: held } = acc as Bits;
      if (held === null || type.kind === 'bigint') return held;
      const number = Number(held);
      return Number.isSafeInteger(number) ? number : held;
    },
    encode: (acc) => (acc as Bits).bits?.toString() ?? null,
    decode: (encoded) => ({ bits: encoded === null ? null : BigInt(String(encoded)) }),
  };
}

interface Truth {
  holds: boolean | null;
}

/** Whether all values are true, or some. Of nothing: `null`. Error: none. */
export function truth(fn: 'every' | 'some'): AnyAggregator {
  const take = (acc: Truth, value: boolean): void => {
    if (acc.holds === null) acc.holds = value;
    else acc.holds = fn === 'every' ? acc.holds && value : acc.holds || value;
  };
  return {
    encoding: `${fn}/1`,
    create: (): Truth => ({ holds: null }),
    add: (acc, value) => {
      if (typeof value === 'boolean') take(acc as Truth, value);
    },
    combine: (into, from) => {
      const { holds } = from as Truth;
      if (holds !== null) take(into as Truth, holds);
    },
    present: (acc) => (acc as Truth).holds,
    encode: (acc) => (acc as Truth).holds,
    decode: (encoded) => ({ holds: encoded as boolean | null }),
  };
}
