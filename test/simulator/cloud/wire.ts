import { envelope, oracleEncode } from '../../support/kpl.ts';
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
  return envelope(
    oracleEncode({
      partition_key_table: keys,
      records: parts.map(({ partitionKey, data }) => {
        return { partition_key_index: keys.indexOf(partitionKey), data };
      }),
    }),
  );
}
