import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { batchGet } from './batch-get.ts';
import type { Item } from './item.ts';
import { DYNAMODB_LIMITS } from './limits.ts';

/**
 * Bytes in one part.
 *
 * Beside them an item of a part has its keys, of up to 2,048 and 1,024 bytes, and their names: with
 * 8 KB for those no part is larger than an item may be.
 */
export const PART_BYTES = DYNAMODB_LIMITS.itemBytes - 8_192;

/**
 * Content that no item holds with what it belongs to, in items of its own.
 *
 * Parts are created and never changed: their name says which write they are of and what they hold, so
 * whoever writes the same item later, or again with other bytes, has parts of its own.
 */
export interface Parts {
  /** Partition key, which no item that people ask for has. */
  readonly pk: string;
  readonly name: string;
  readonly count: number;
}

/** Prefix of partition keys of parts. No view, and nothing else in either table, is called so. */
export const PARTS_PREFIX = '@parts#';

/**
 * The parts of an item's content.
 *
 * @param item - With its keys and its fence.
 */
export function partsOf(item: Item, bytes: Uint8Array): Parts {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  return {
    pk: `${PARTS_PREFIX}${item['pk']?.S}`,
    name: nameOf(item, digest),
    count: Math.ceil(bytes.length / PART_BYTES),
  };
}

/** How an item says that its content is in parts, instead of the content. */
export const partsText = ({ count, name }: Parts): string =>
  `parts ${count} ${name.slice(name.lastIndexOf('#') + 1)}`;

/** What {@link partsText} of an item says; `undefined` for any other text. */
export function namedParts(item: Item, text: string): Parts | undefined {
  const [, count, digest = ''] = /^parts (\d+) (\w+)$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  return {
    pk: `${PARTS_PREFIX}${item['pk']?.S}`,
    name: nameOf(item, digest),
    count: Number(count),
  };
}

/** Longest text before the digest: with it and a number, a sort key stays below 1,024 bytes. */
const MAX_NAME_BYTES = 960;

function nameOf({ sk, fence }: Item, digest: string): string {
  const of = `${sk?.S}#${fence?.S}`;
  const short =
    Buffer.byteLength(of) <= MAX_NAME_BYTES
      ? of
      : `~${createHash('sha256').update(of).digest('hex')}`;
  return `${short}#${digest}`;
}

/** Keys of the items that hold the parts, in their order. */
export const keysOf = ({ pk, name, count }: Parts): Item[] =>
  Array.from({ length: count }, (_, i) => ({
    pk: { S: pk },
    sk: { S: `${name}#${String(i).padStart(4, '0')}` },
  }));

/** What was written, of each; `undefined` where a part is missing. Strongly consistent. */
export async function readParts(
  client: DynamoDBClient,
  table: string,
  all: readonly Parts[],
): Promise<(Uint8Array | undefined)[]> {
  if (all.length === 0) return [];
  const found = await batchGet(client, table, { keys: all.flatMap(keysOf) });
  const byKey = new Map(found.map((item) => [idOf(item), item['part']?.B]));
  return all.map((parts) => {
    const some = keysOf(parts).map((key) => byKey.get(idOf(key)));
    const whole = some.flatMap((part) => part ?? []);
    return whole.length === parts.count ? Buffer.concat(whole) : undefined;
  });
}

const idOf = ({ pk, sk }: Item): string => `${pk?.S}\n${sk?.S}`;
