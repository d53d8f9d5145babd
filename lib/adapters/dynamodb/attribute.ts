import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { OutputType } from '../../core/aggregators/output-type.ts';
import { formatInstant } from '../../core/instant.ts';
import { formatDecimal, isDecimal, type Value } from '../../core/value.ts';

/**
 * Magnitudes that a DynamoDB number can hold, beside 0.
 *
 * Source: "Supported data types and naming rules", Amazon DynamoDB Developer Guide.
 */
export const DYNAMODB_NUMBER = { least: 1e-130, greatest: 9.999_999_999_999_999e125, digits: 38 };

/**
 * A value as readers of the table see it.
 *
 * Numbers are numbers, decimals with all digits of their scale, instants ISO-8601 text. A number that
 * DynamoDB cannot hold is text, so that it is neither rounded nor lost. `json` is JSON text: it may be
 * nested deeper and have other names and numbers than an item can.
 */
export function attributeOf(value: Value | undefined, type?: OutputType): AttributeValue {
  if (value === null || value === undefined) return { NULL: true };
  if (type?.kind === 'json') return { S: JSON.stringify(value) };
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'boolean':
      return { BOOL: value };
    case 'bigint':
      return numberText(value.toString());
    case 'number':
      return type?.kind === 'instant' ? { S: formatInstant(value) } : numberOf(value);
  }
  if (isDecimal(value)) return numberText(formatDecimal(value));
  if (Array.isArray(value)) {
    const of = type?.kind === 'list' ? type.of : undefined;
    return { L: value.map((each: Value) => attributeOf(each, of)) };
  }
  const of = type?.kind === 'struct' ? type.fields : {};
  const entries = Object.entries(value as Readonly<Record<string, Value | undefined>>).filter(
    ([, each]) => each !== undefined, // a field that an event does not have
  );
  return { M: Object.fromEntries(entries.map(([k, v]) => [k, attributeOf(v, of[k])])) };
}

function numberOf(value: number): AttributeValue {
  const magnitude = Math.abs(value);
  const fits =
    magnitude === 0 ||
    (magnitude >= DYNAMODB_NUMBER.least && magnitude <= DYNAMODB_NUMBER.greatest);
  return fits ? { N: String(value) } : { S: String(value) };
}

const numberText = (text: string): AttributeValue => {
  const digits = text.replace(/^-?0*\.?0*|\./g, '').length;
  return digits <= DYNAMODB_NUMBER.digits ? { N: text } : { S: text };
};
