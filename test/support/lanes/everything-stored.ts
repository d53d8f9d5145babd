import { zstdDecompressSync } from 'node:zlib';
import type { TableWorld } from '../rows/table-world.ts';

/** A text that is stored somewhere, with where it is. */
export interface StoredText {
  readonly place: string;
  readonly text: string;
}

/**
 * Everything that anybody could still read of a deployment: names and contents of objects, keys and
 * attributes of items, with whatever is compressed, base64 or JSON within JSON opened.
 */
export async function everythingStored({ lake, dynamo }: TableWorld): Promise<StoredText[]> {
  const all: StoredText[] = [];
  for await (const { name } of lake.list('')) {
    const bytes = (await lake.read(name)) ?? new Uint8Array();
    all.push({ place: name, text: [name, ...textsIn(bytes)].join('\n') });
  }
  for (const table of ['views', 'state']) {
    for (const item of dynamo.table(table).all()) {
      const place = `${table} ${JSON.stringify([item['pk'], item['sk']])}`;
      all.push({ place, text: leaves(item).flatMap(textsIn).join('\n') });
    }
  }
  return all;
}

/** All leaves of some JSON, the names of its fields among them. */
function leaves(json: unknown): (string | Uint8Array)[] {
  if (json instanceof Uint8Array || typeof json === 'string') return [json];
  if (typeof json !== 'object' || json === null) return [String(json)];
  return Object.entries(json).flatMap(([name, each]) => [name, ...leaves(each)]);
}

/** What some bytes or a text may mean to whoever looks. */
function textsIn(content: string | Uint8Array): string[] {
  const text = typeof content === 'string' ? content : Buffer.from(content).toString();
  return [text, ...opened(content), ...base64In(text)];
}

const base64In = (text: string): string[] =>
  (text.match(/[A-Za-z0-9+/]{8,}={0,2}/g) ?? []).flatMap((each) => {
    const bytes = Buffer.from(each, 'base64');
    return [bytes.toString(), ...opened(bytes)];
  });

/** Contents that are compressed as any of ours are, perhaps behind a byte for a version. */
function opened(content: string | Uint8Array): string[] {
  if (typeof content === 'string') return [];
  return [0, 1].flatMap((from) => {
    try {
      return [zstdDecompressSync(content.subarray(from)).toString('utf8')];
    } catch {
      return [];
    }
  });
}
