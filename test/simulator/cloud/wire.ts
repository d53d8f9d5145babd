import { createHash } from 'node:crypto';
import type { Packet } from '../scenario/payloads.ts';

const texts = new WeakMap<object, string>();

/** What Lambda gives of a record: base64. Made once, since a record comes many times. */
export function wireText(payload: Packet | Uint8Array): string {
  const known = texts.get(payload);
  if (known !== undefined) return known;
  const bytes = payload instanceof Uint8Array ? payload : packetBytes(payload);
  const text = Buffer.from(bytes).toString('base64');
  texts.set(payload, text);
  return text;
}

/** Bytes of a record: those of its payload, or of all of them, packed as the KPL does. */
function packetBytes({ parts, isPacked }: Packet): Uint8Array {
  const [first] = parts;
  if (!isPacked) return first?.data ?? new Uint8Array();
  const keys = [...new Set(parts.map(({ partitionKey }) => partitionKey))];
  const body = Buffer.concat([
    ...keys.map((key) => field(1, Buffer.from(key))),
    ...parts.map(({ partitionKey, data }) => {
      const index = [1 << 3, keys.indexOf(partitionKey)];
      return field(3, Buffer.concat([Buffer.from(index), field(3, data)]));
    }),
  ]);
  return Buffer.concat([MAGIC, body, createHash('md5').update(body).digest()]);
}

/** What a packed record begins with. */
const MAGIC = Buffer.from('f3899ac2', 'hex');

/** A field of bytes as protobuf writes it. */
function field(number: number, bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length, rest]), bytes]);
}
