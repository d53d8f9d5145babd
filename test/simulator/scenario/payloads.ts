import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { randomOf } from '../../support/lanes/chaos.ts';

/** What a payload means, whatever its bytes are: all that the oracle looks at. */
export type Meant =
  | Sale
  /** Bytes that no decoder takes. */
  | { readonly kind: 'undecodable' }
  | { readonly kind: 'heartbeat'; readonly at: number | null };

export interface Sale {
  readonly kind: 'sale';
  readonly id: string;
  readonly customer: string;
  /** {@link EVERYWHERE} stands for many countries, {@link POISON} for one that makes a step throw. */
  readonly country: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly cents: number;
  /** Text of any length that begins with what tells it from others. */
  readonly note?: string;
}

/** A payload as it is put. */
export interface Part {
  readonly meant: Meant;
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** One Kinesis record: a payload, or several that were packed. */
export interface Packet {
  readonly parts: readonly Part[];
  readonly isPacked: boolean;
}

export const EVERYWHERE = 'everywhere';
export const POISON = 'atlantis';

/** What {@link EVERYWHERE} stands for: more rows than a small head holds. */
export const COUNTRIES: readonly string[] = Array.from({ length: 60 }, (_, i) => `c${i}`);

/** From this length on a text is counted as one that may be too much for a row. Characters. */
export const BIG_NOTE = 30_000;

/** On both sides of what is kept as text, of what an item holds, and of what a record of Kinesis holds. */
const NOTE_LENGTHS = [
  ...[100, BIG_NOTE, 64 * 1_024, 130_000, 220_000, 256 * 1_024],
  ...[300_000, 350_000, 392_000, 399_900, 400 * 1_024, 500_000, 900_000],
];

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const noises = new Map<number, string>();

/** Text that cannot be compressed, the same for the same salt. */
function noise(salt: number, length: number): string {
  const known = noises.get(salt) ?? '';
  if (known.length >= length) return known.slice(0, length);
  const random = randomOf(salt + 1);
  const made = Array.from({ length: 900_000 }, () => DIGITS[Math.floor(random() * 64)]).join('');
  noises.set(salt, made);
  return made.slice(0, length);
}

/** A text about a sale: as long as chance has it, some of it easy to compress. */
export function noteOf(id: string, random: () => number): string {
  const length = NOTE_LENGTHS[Math.floor(random() * NOTE_LENGTHS.length)] ?? 0;
  const isNoise = random() < 0.6;
  const salt = Math.floor(random() * 4);
  const text = isNoise ? noise(salt, length) : 'so '.repeat(length / 3);
  return `${id}:${text}`;
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text);

/** A sale under the key that it belongs to, or under another. @param others - Fields that no schema names. */
export function salePart(sale: Sale, partitionKey = sale.customer, others = ''): Part {
  const { id, customer, country, at, cents, note } = sale;
  const amount = (cents / 100).toFixed(2);
  const place = country === undefined ? '' : `"country":${JSON.stringify(country)},`;
  const more = note === undefined ? '' : `,"note":"${note}"`;
  const rest = others === '' ? '' : `,${others}`;
  const text = `{"id":"${id}","customer":${JSON.stringify(customer)},${place}"at":${at},"amount":${amount}${more}${rest}}`;
  return partOf(sale, partitionKey, text);
}

/** A payload of any text. */
export const partOf = (meant: Meant, partitionKey: string, text: string): Part => ({
  ...{ meant, partitionKey },
  data: bytesOf(text),
});

/** All the ways in which bytes are no event: cut, of a wrong type, not UTF-8, like a packed record. */
export const UNDECODABLE: readonly Uint8Array[] = [
  bytesOf('{"id":"x","customer":"ada","at":1'),
  bytesOf('{"id":"x","customer":"ada","at":"yesterday","amount":1}'),
  bytesOf('{"id":"x","customer":"ada","at":1,"amount":0.001}'),
  bytesOf('[]'),
  Buffer.of(),
  Buffer.of(0xff, 0xfe, 0x7b),
  Buffer.concat([Buffer.of(0xf3, 0x89, 0x9a, 0xc2), Buffer.alloc(40, 7)]),
];

export const undecodablePart = (which: number, partitionKey: string): Part => ({
  meant: { kind: 'undecodable' },
  partitionKey,
  data: UNDECODABLE[which % UNDECODABLE.length] ?? Buffer.of(),
});

/** A heartbeat, or what looks like one: anybody can put it, under any key. */
export const heartbeatPart = (at: number | null, partitionKey = 'heartbeat'): Part => ({
  meant: { kind: 'heartbeat', at },
  partitionKey,
  data: bytesOf(heartbeatText({ at })),
});
