import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';

/** What a list or a map takes beside its elements, and what each of those takes beside its value. */
const OVERHEAD = { collection: 3, element: 1 };

/**
 * How large DynamoDB takes an item to be, in bytes: the sum of its attributes, names included.
 *
 * Error: none against the rules that are documented, which call the size of numbers approximate; for
 * those it is what the service's own encoding takes, at most 2 bytes more than the rule of thumb.
 * Source: "DynamoDB item sizes and formats", Amazon DynamoDB Developer Guide.
 */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + valueSize(item[name]);
  return size;
}

/** What the value of an attribute adds to the size of its item. */
export function valueSize(value: AttributeValue | undefined): number {
  if (value === undefined) return 0;
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.L !== undefined) return listSize(value.L.map(valueSize));
  if (value.M !== undefined) {
    const entries = Object.entries(value.M);
    return listSize(entries.map(([name, each]) => Buffer.byteLength(name) + valueSize(each)));
  }
  if (value.SS !== undefined) return listSize(value.SS.map((text) => Buffer.byteLength(text)));
  if (value.NS !== undefined) return listSize(value.NS.map(numberSize));
  if (value.BS !== undefined) return listSize(value.BS.map(({ length }) => length));
  return 1; // BOOL, NULL
}

const listSize = (sizes: readonly number[]): number =>
  sizes.reduce((sum, size) => sum + size + OVERHEAD.element, OVERHEAD.collection);

/**
 * A byte for the exponent, one for each pair of digits, pairs being counted from the decimal point, and
 * one for the sign of a negative number. Zeros before and behind the digits do not count.
 */
function numberSize(text: string): number {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  const [, sign, whole = '', fraction = '', power = '0'] = match ?? [];
  const digits = whole + fraction;
  const first = digits.search(/[1-9]/);
  if (first < 0) return 1;
  const significant = digits.slice(first).replace(/0+$/, '').length;
  // digits before the decimal point, from the first that counts; negative if zeros stand behind it
  const before = whole.length - first + Number(power);
  const isOdd = before % 2 !== 0; // then its first digit is alone in its pair
  return 1 + Math.ceil((significant + (isOdd ? 1 : 0)) / 2) + (sign === '-' ? 1 : 0);
}
