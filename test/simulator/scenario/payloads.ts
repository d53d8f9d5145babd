import { heartbeatText } from '../../../lib/core/heartbeat.ts';

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

const bytesOf = (text: string): Uint8Array => Buffer.from(text);

/** A sale under the key that it belongs to, or under another. */
export function salePart(sale: Sale, partitionKey = sale.customer): Part {
  const { id, customer, country, at, cents } = sale;
  const amount = (cents / 100).toFixed(2);
  const place = country === undefined ? '' : `"country":"${country}",`;
  const text = `{"id":"${id}","customer":"${customer}",${place}"at":${at},"amount":${amount}}`;
  return { meant: sale, partitionKey, data: bytesOf(text) };
}

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

export const heartbeatPart = (at: number | null): Part => ({
  meant: { kind: 'heartbeat', at },
  partitionKey: 'heartbeat',
  data: bytesOf(heartbeatText({ at })),
});
