import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { OutputType } from '../../core/aggregators/output-type.ts';
import { parseInstant } from '../../core/instant.ts';
import { parseExactJson } from '../../core/schema/exact-json.ts';
import type { DecimalValue, Value } from '../../core/value.ts';

/**
 * The value that {@link attributeOf} wrote, with the type that its column has.
 *
 * A decimal gets back the zeros that DynamoDB has dropped. An attribute that does not fit the type,
 * because somebody else wrote it, is given as it is.
 */
export function valueFrom(attribute: AttributeValue | undefined, type?: OutputType): Value {
  if (attribute === undefined || attribute.NULL) return null;
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.N !== undefined) return numberOf(attribute.N, type) ?? attribute.N;
  if (attribute.S !== undefined) return textOf(attribute.S, type);
  if (attribute.L !== undefined) {
    const of = type?.kind === 'list' ? type.of : undefined;
    return attribute.L.map((each) => valueFrom(each, of));
  }
  const of = type?.kind === 'struct' ? type.fields : {};
  const entries = Object.entries(attribute.M ?? {});
  return Object.fromEntries(entries.map(([name, each]) => [name, valueFrom(each, of[name])]));
}

/** Numbers beyond what DynamoDB holds are text, and instants always are. */
function textOf(text: string, type: OutputType | undefined): Value {
  switch (type?.kind) {
    case 'instant':
      return parseInstant(text) ?? text;
    case 'bigint':
    case 'decimal':
    case 'double':
    case 'int':
      return numberOf(text, type) ?? text;
    case 'json':
      return parsed(text);
    default:
      return text;
  }
}

function parsed(text: string): Value {
  try {
    return parseExactJson(text) as Value;
  } catch {
    return text; // somebody else wrote it
  }
}

function numberOf(text: string, type: OutputType | undefined): Value | undefined {
  if (type?.kind === 'double') return Number(text);
  const exact = exactly(text);
  if (exact === undefined) return undefined;
  if (type?.kind === 'decimal') return atLeastScale(exact, type.scale);
  if (exact.scale > 0) return doubleOrExact(text, exact);
  if (type?.kind === 'bigint') return exact.units;
  const number = Number(exact.units);
  return Number.isSafeInteger(number) ? number : exact.units;
}

/** A double if it says no more and no less than the text does. */
function doubleOrExact(text: string, exact: DecimalValue): Value {
  const number = Number(text);
  const said = exactly(String(number));
  const isSame = said?.units === exact.units && said.scale === exact.scale;
  return isSame ? number : exact;
}

/** The number of a decimal text, with or without an exponent; the scale is the least that holds it. */
function exactly(text: string): DecimalValue | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const scale = fraction.length - Number(power);
  return scale >= 0
    ? { units: digits, scale }
    : { units: digits * 10n ** BigInt(-scale), scale: 0 };
}

const atLeastScale = (value: DecimalValue, scale: number): DecimalValue =>
  value.scale >= scale ? value : { units: value.units * 10n ** BigInt(scale - value.scale), scale };
