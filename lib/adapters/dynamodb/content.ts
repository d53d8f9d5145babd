import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { TransientError } from '../../errors/transient-error.ts';
import { batchGet } from './batch-get.ts';
import type { Item } from './item.ts';
import { itemSize } from './item-size.ts';
import { DYNAMODB_LIMITS } from './limits.ts';
import { packText, unpackJson } from './packed.ts';
import { namedParts, type Parts, partsOf, partsText, readParts } from './parts.ts';

/** Longest JSON that stands in an item as text, so that people can read it. Bytes. */
export const MAX_PLAIN_BYTES = 64 * 1_024;

/** An item, and what of it is to be written beside it. */
export interface StoredItem {
  readonly item: Item;
  readonly beside?: { readonly parts: Parts; readonly bytes: Uint8Array };
}

/**
 * Where the content of an item is: as text in one attribute, or as bytes in another; then the former
 * says so, or names parts beside the item. What it says is no JSON, so nobody who does not know these
 * forms takes it for content.
 */
export interface ContentAttributes {
  readonly text: string;
  readonly bytes: string;
}

/**
 * An item with JSON as its content, in the first of three forms that fits: text, compressed, in parts.
 *
 * @param item - With its keys and its fence.
 */
export function withContent(item: Item, at: ContentAttributes, content: Json): StoredItem {
  const text = JSON.stringify(content);
  if (text.length <= MAX_PLAIN_BYTES && Buffer.byteLength(text) <= MAX_PLAIN_BYTES) {
    const plain = { ...item, [at.text]: { S: text } };
    if (itemSize(plain) <= DYNAMODB_LIMITS.itemBytes) return { item: plain };
  }
  const bytes = packText(text);
  const packed = { ...item, [at.text]: { S: 'zstd' }, [at.bytes]: { B: bytes } };
  return itemSize(packed) <= DYNAMODB_LIMITS.itemBytes
    ? { item: packed }
    : inParts(item, at, bytes);
}

/** An item whose content is beside it. */
export function inParts(item: Item, { text }: ContentAttributes, bytes: Uint8Array): StoredItem {
  const parts = partsOf(item, bytes);
  return { item: { ...item, [text]: { S: partsText(parts) } }, beside: { parts, bytes } };
}

/** Attributes that must be read to know a content. */
export const attributesOf = ({ text, bytes }: ContentAttributes): string[] => [
  ...['pk', 'sk', 'fence'],
  ...[text, bytes],
];

/** The parts that an item names; `undefined` if its content is in it, or it has none. */
export const partsIn = (item: Item | undefined, { text }: ContentAttributes): Parts | undefined =>
  item && namedParts(item, item[text]?.S ?? '');

/** An item, and its content if it has any. */
export interface ReadItem {
  readonly item: Item;
  readonly content: Json | undefined;
}

/** Times that an item is read again whose parts are gone, because somebody has replaced it meanwhile. */
export const MAX_ATTEMPTS = 5;

interface Wanted {
  readonly items: readonly Item[];
  readonly at: ContentAttributes;
  /** Everything that is wanted of the items, {@link attributesOf} their content among it. */
  readonly attributes: readonly string[];
}

/**
 * The contents of items that were just read, each item as it was when its content was: one whose parts
 * are gone is read again from the table, and left out if it is not there any more.
 */
export async function readContents(
  client: DynamoDBClient,
  table: string,
  { items, at, attributes }: Wanted,
): Promise<ReadItem[]> {
  const found: (ReadItem | undefined)[] = [];
  let rest = items.map((item, place) => ({ item, place }));
  for (let i = 0; i < MAX_ATTEMPTS && rest.length > 0; i++) {
    const spilled = rest.flatMap(({ item }) => partsIn(item, at) ?? []);
    const bytes = (await readParts(client, table, spilled)).values();
    const torn: typeof rest = [];
    for (const each of rest) {
      const { item, place } = each;
      if (partsIn(item, at) === undefined) found[place] = { item, content: inlineOf(item, at) };
      else {
        const whole = bytes.next().value;
        if (whole === undefined) torn.push(each);
        else found[place] = { item, content: unpackJson(whole) };
      }
    }
    rest = torn.length === 0 ? [] : await readAgain(torn);
  }
  if (rest.length > 0) {
    throw new TransientError(`${table}: ${rest.length} items change while they are read`);
  }
  return found.flatMap((each) => each ?? []);

  async function readAgain(torn: typeof rest): Promise<typeof rest> {
    const keys = torn.map(({ item: { pk, sk } }) => ({ pk, sk }) as Item);
    const now = new Map(
      (await batchGet(client, table, { keys, attributes })).map((item) => [idOf(item), item]),
    );
    return torn.flatMap(({ item, place }) => {
      const current = now.get(idOf(item));
      return current === undefined ? [] : [{ item: current, place }];
    });
  }
}

const idOf = ({ pk, sk }: Item): string => `${pk?.S}\n${sk?.S}`;

function inlineOf(item: Item, at: ContentAttributes): Json | undefined {
  const bytes = item[at.bytes]?.B;
  if (bytes !== undefined) return unpackJson(bytes);
  const text = item[at.text]?.S;
  return text === undefined ? undefined : (JSON.parse(text) as Json);
}
