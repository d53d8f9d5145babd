import { canonicalJson } from '../canonical-json.ts';
import { compareTexts } from '../compare-texts.ts';
import type { FieldType } from '../field-type.ts';
import { parseExactJson } from '../schema/exact-json.ts';
import type { Value } from '../value.ts';
import type { Json } from './aggregator.ts';

/** A value of a field that aggregates keep. */
export type FieldValue = string | boolean | number | bigint;

/** How the values of a field are told apart, put in order, shown and stored. */
export interface FieldValues {
  /** The type as part of an encoding's name: `decimal-2`. */
  readonly name: string;
  /** Whether the value is one of this type: numbers are finite, and whole where they must be. */
  isOne(value: unknown): value is FieldValue;
  /** Negative if `a` comes first. A total order: numbers by size, texts by code point, false first. */
  compare(a: FieldValue, b: FieldValue): number;
  /** The one form of equal values: 0 for −0. */
  normalise(value: FieldValue): FieldValue;
  /** As a row shows it; a decimal with its scale. */
  present(value: FieldValue): Value;
  toJson(value: FieldValue): Json;
  fromJson(stored: Json): FieldValue;
}

/** The {@link FieldValues} of a type; a JSON value is kept as its canonical text. */
export function fieldValues(type: FieldType): FieldValues {
  switch (type.kind) {
    case 'bigint':
      return {
        ...asItIs,
        name: 'bigint',
        isOne: isBigint,
        toJson: String,
        fromJson: (stored) => BigInt(String(stored)),
      };
    case 'string':
      return { ...asItIs, name: 'string', isOne: isText, compare: byCodePoint };
    case 'boolean':
      return { ...asItIs, name: 'boolean', isOne: isBoolean };
    case 'double':
      return { ...asNumber, name: 'double', isOne: isFiniteNumber };
    case 'decimal': {
      const { scale } = type;
      const present = (value: FieldValue): Value => ({ units: BigInt(value), scale });
      return { ...asNumber, name: `decimal-${scale}`, isOne: isSafeInteger, present };
    }
    case 'json':
      return { ...asItIs, ...asJson };
    default:
      return { ...asNumber, name: type.kind, isOne: isSafeInteger };
  }
}

const isBigint = (value: unknown): value is bigint => typeof value === 'bigint';
const isText = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);
const isSafeInteger = (value: unknown): value is number => Number.isSafeInteger(value);

/** Order by `<`: numbers by size, texts by UTF-16 unit. */
export const byOperators = (a: FieldValue, b: FieldValue): number => (a < b ? -1 : Number(a > b));
const byCodePoint = (a: FieldValue, b: FieldValue): number => compareTexts(String(a), String(b));

const asItIs = {
  compare: byOperators,
  normalise: (value: FieldValue): FieldValue => value,
  present: (value: FieldValue): Value => value,
  toJson: (value: FieldValue): Json => value as Json,
  fromJson: (stored: Json): FieldValue => stored as FieldValue,
};

/** Texts are put in order by code point; equal values have equal texts, whatever the order of members. */
const asJson = {
  name: 'json',
  isOne: (value: unknown): value is FieldValue => value !== undefined,
  compare: byCodePoint,
  normalise: canonicalJson,
  present: (value: FieldValue): Value => parseExactJson(String(value)) as Value,
};

const asNumber = { ...asItIs, normalise: (value: FieldValue): FieldValue => Number(value) + 0 };
