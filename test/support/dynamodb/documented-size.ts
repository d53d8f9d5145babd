import type { WireItem, WireValue } from './wire.ts';

/**
 * The size of an item by the rules as they are documented, written down sentence by sentence; it shares
 * no code with what it checks.
 */
export function documentedSize(item: WireItem): number {
  let size = sizes.get(item);
  if (size === undefined) {
    size = 0;
    for (const name in item) size += utf8(name) + sizeOf(item[name] ?? {});
    sizes.set(item, size);
  }
  return size;
}

/** Items never change, and are measured when they are put and whenever they are read. */
const sizes = new WeakMap<WireItem, number>();

function sizeOf(value: WireValue): number {
  let type = '';
  for (const name in value) type = name; // there is one
  const content = value[type];
  switch (type) {
    case 'S':
      return utf8(content as string);
    case 'B':
      return typeof content === 'string'
        ? Buffer.byteLength(content, 'base64')
        : (content as Uint8Array).length;
    case 'N':
      return numberSize(content as string);
    case 'BOOL':
    case 'NULL':
      return 1;
    case 'L':
      return 3 + (content as WireValue[]).reduce((sum, each) => sum + 1 + sizeOf(each), 0);
    case 'M':
      return (
        3 +
        Object.entries(content as WireItem).reduce(
          (sum, [name, each]) => sum + 1 + utf8(name) + sizeOf(each),
          0,
        )
      );
    case 'SS':
      return 3 + (content as string[]).reduce((sum, text) => sum + 1 + utf8(text), 0);
    case 'NS':
      return 3 + (content as string[]).reduce((sum, text) => sum + 1 + numberSize(text), 0);
    default:
      throw new Error(`nobody writes a value of type ${type}`);
  }
}

const utf8 = (text: string): number => Buffer.byteLength(text);

/** In base 100, as the service stores it: an exponent, the digits without zeros at either end, a sign. */
function numberSize(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) {
    let rest = Number(text); // the same without large numbers
    while (rest % 100 === 0) rest /= 100;
    let pairs = 0;
    for (; rest > 0; rest = Math.floor(rest / 100)) pairs++;
    return 1 + pairs;
  }
  const { units, scale } = exact(text);
  if (units === 0n) return 1;
  const even = scale + (scale % 2);
  let digits = (units < 0n ? -units : units) * 10n ** BigInt(even - scale);
  while (digits % 100n === 0n) digits /= 100n;
  let pairs = 0;
  for (; digits > 0n; digits /= 100n) pairs++;
  return 1 + pairs + (units < 0n ? 1 : 0);
}

/** The number as units of 10⁻ˢᶜᵃˡᵉ; also what numbers are compared by. */
export function exact(text: string): { readonly units: bigint; readonly scale: number } {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(power);
  const units = BigInt(`${whole}${fraction}`.replace(/^\+/, ''));
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}
