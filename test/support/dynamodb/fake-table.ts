import { documentedSize } from './documented-size.ts';
import { byPlace } from './fake-query.ts';
import { invalid, type WireItem } from './wire.ts';

const MAX_ITEM_BYTES = 409_600;

export interface KeySchema {
  readonly partition: string;
  readonly sort: string;
}

const TABLE_KEY: KeySchema = { partition: 'pk', sort: 'sk' };

/** The index that every views table has; items that lack one of its keys are not in it. */
const INDEX_KEY: KeySchema = { partition: 'viewWindow', sort: 'key' };

/** A table with `pk` and `sk` and the index `byWindow`. */
export interface FakeTable {
  get(key: WireItem): WireItem | undefined;
  /** Puts an item, if it is one that the service takes. */
  put(item: WireItem): void;
  remove(key: WireItem): void;
  /** All items of a partition in the order of their sort keys. */
  partition(value: string, index?: string): WireItem[];
  all(): WireItem[];
  /** Lets the index lag: it goes on showing what there was, until it is told to show what there is. */
  freezeIndex(): void;
  thawIndex(): void;
}

export function fakeTable(): FakeTable {
  const items = new Map<string, WireItem>();
  let shown: readonly WireItem[] | undefined;

  return {
    get: (key) => items.get(idOf(checkedKey(key))),
    put(item) {
      checkItem(item);
      items.set(idOf(item), item);
    },
    remove: (key) => void items.delete(idOf(checkedKey(key))),
    partition(value, index) {
      const schema = index === undefined ? TABLE_KEY : INDEX_KEY;
      const source = index === undefined ? [...items.values()] : (shown ?? [...items.values()]);
      return source
        .filter((item) => text(item, schema.partition) === value && schema.sort in item)
        .sort(index === undefined ? byKey : byPlace);
    },
    all: () => [...items.values()].sort(byKey),
    freezeIndex() {
      shown = [...items.values()];
    },
    thawIndex() {
      shown = undefined;
    },
  };
}

const text = (item: WireItem, name: string): string => String(item[name]?.['S'] ?? '');

function idOf(item: WireItem): string {
  const pk = text(item, 'pk');
  return `${pk.length} ${pk}${text(item, 'sk')}`;
}

/** The order of a partition: in the table by its keys, though an item may have those of the index too. */
const byKey = (a: WireItem, b: WireItem): number => byPlace(placeOf(a), placeOf(b));

const placeOf = ({ pk, sk }: WireItem): WireItem => ({ pk, sk }) as WireItem;

function checkedKey(key: WireItem): WireItem {
  if (!('pk' in key && 'sk' in key) || Object.keys(key).length > 2) {
    throw invalid('The provided key element does not match the schema');
  }
  checkKeys(key, TABLE_KEY);
  return key;
}

/** Refuses what the service refuses, in its words. */
function checkItem(item: WireItem): void {
  checkKeys(item, TABLE_KEY);
  checkKeys(item, INDEX_KEY, { isIndex: true });
  const size = documentedSize(item);
  if (size > MAX_ITEM_BYTES) {
    throw invalid(`Item size has exceeded the maximum allowed size; got ${size} bytes`);
  }
}

function checkKeys(item: WireItem, schema: KeySchema, { isIndex = false } = {}): void {
  for (const [name, most] of [
    [schema.partition, 2_048],
    [schema.sort, 1_024],
  ] as const) {
    const value = item[name];
    if (value === undefined && isIndex) continue;
    if (typeof value?.['S'] !== 'string') throw invalid(`Type mismatch for key ${name}`);
    const size = Buffer.byteLength(value['S']);
    if (size === 0) throw invalid(`The AttributeValue for key ${name} is an empty string`);
    if (size > most) {
      throw invalid(`Size of the key ${name} has exceeded the size limit of ${most} bytes`);
    }
  }
}
