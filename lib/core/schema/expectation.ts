import { type FieldType, MAX_DECIMAL_SCALE, typeName } from '../field-type.ts';
import { MAX_BIGINT_DIGITS } from './exact-number.ts';
import { MAX_JSON_DEPTH } from './read-value.ts';

const WORDS: Readonly<Record<FieldType['kind'], string>> = {
  string: 'a string',
  boolean: 'true or false',
  int: 'a whole number from -9007199254740991 to 9007199254740991',
  double: 'a number that is 0, or of magnitude from 1e-130 to below 1e126',
  bigint: `a whole number of at most ${MAX_BIGINT_DIGITS} digits`,
  decimal: 'a number',
  instant: 'a time such as "2026-03-01T12:00:00Z" or 1772366400000, year 0001 to 9999',
  json: `JSON nested at most ${MAX_JSON_DEPTH} deep, of numbers below 1.8e308`,
};

/** What a type accepts, for messages. */
export function expectation(type: FieldType): string {
  if (type.kind !== 'decimal') return WORDS[type.kind];
  const { scale } = type;
  const most = BigInt(Number.MAX_SAFE_INTEGER)
    .toString()
    .padStart(MAX_DECIMAL_SCALE + 2, '0');
  const whole = most.slice(0, most.length - scale).replace(/^0+(?=\d)/, '');
  const range = scale === 0 ? whole : `${whole}.${most.slice(most.length - scale)}`;
  return `${typeName(type)}: at most ${scale} decimals, magnitude at most ${range}`;
}
