import type { ColumnMetaData } from 'hyparquet';
import type { FileBytes } from './file-bytes.ts';
import { bitWidth, Hybrid } from './hybrid.ts';
import { type DataPage, type DictionaryPage, pagesOf } from './pages.ts';
import { type Dictionary, dictionaryOf, type Stored, type Values } from './plain.ts';
import type { Leaf } from './tree.ts';
import { Unsound } from './unsound.ts';
import { type Indices, valuesOf } from './values.ts';

/** Dictionaries up to this size keep what their entries mean. Bytes. */
const KEPT_DICTIONARY = 4 * 1_024 * 1_024;

/**
 * The values of a column in a row group, across its pages, each with its levels; one is looked at ahead.
 *
 * Holds one page and one dictionary.
 */
export class LeafCursor {
  readonly leaf: Leaf;
  /** Levels of what comes next. */
  repetition = 0;
  definition = 0;
  isAtEnd = false;
  /** Bytes of the value that was taken last. */
  bytes = 0;
  readonly #pages: Generator<DataPage | DictionaryPage>;
  readonly #convert: (stored: Stored) => unknown;
  #dictionary: Dictionary | undefined;
  #meanings: Meaning[] | undefined;
  #values: Values | Indices | undefined;
  /** Opens the values of the page, once there is one: pages of nothing may have none to open. */
  #openValues: () => Values | Indices = noPage;
  #repetitions: Hybrid | undefined;
  #definitions: Hybrid | undefined;
  /** Values that are left of the page, that which comes next included. */
  #left = 0;

  constructor(
    file: FileBytes,
    { leaf, chunk }: { readonly leaf: Leaf; readonly chunk: ColumnMetaData },
    convert: (stored: Stored) => unknown,
  ) {
    this.leaf = leaf;
    this.#pages = pagesOf(file, chunk);
    this.#convert = convert;
    this.#look();
  }

  get isNull(): boolean {
    return this.definition < this.leaf.maxDefinition;
  }

  /** What comes next, as its converter gives it; null if there is no value. */
  take(): unknown {
    if (this.isAtEnd) throw new Unsound('a column that ends too early', 'a value for each row');
    const value = this.isNull ? this.#nothing() : this.#value();
    this.#left--;
    this.#look();
    return value;
  }

  #nothing(): null {
    this.bytes = NUMBER_BYTES;
    return null;
  }

  #value(): unknown {
    this.#values ??= this.#openValues();
    const values = this.#values;
    if ('next' in values) {
      const stored = values.next();
      this.bytes = sizeOf(stored);
      return this.#convert(stored);
    }
    const index = values.index();
    const kept = this.#meanings?.[index];
    if (kept !== undefined) {
      this.bytes = kept.bytes;
      return kept.value;
    }
    const stored = values.dictionary.at(index);
    this.bytes = sizeOf(stored);
    const value = this.#convert(stored);
    // what may be changed is not shared between rows
    if (typeof value !== 'object' && this.#meanings !== undefined) {
      this.#meanings[index] = { value, bytes: this.bytes };
    }
    return value;
  }

  #look(): void {
    while (this.#left === 0) {
      const page = this.#pages.next();
      if (page.done === true) {
        this.isAtEnd = true;
        return;
      }
      this.#open(page.value);
    }
    this.repetition = this.#repetitions?.next() ?? 0;
    this.definition = this.#definitions?.next() ?? 0;
    if (this.definition > this.leaf.maxDefinition || this.repetition > this.leaf.maxRepetition) {
      throw new Unsound('a level beyond those of its column', 'one of them');
    }
  }

  #open(page: DataPage | DictionaryPage): void {
    const { type, typeLength, maxRepetition, maxDefinition } = this.leaf;
    if (page.kind === 'dictionary') {
      if (this.#dictionary !== undefined) throw new Unsound('two dictionaries', 'one at most');
      this.#dictionary = dictionaryOf(type, typeLength, page);
      this.#meanings = this.#dictionary.bytes <= KEPT_DICTIONARY ? [] : undefined;
      return;
    }
    const { encoding, count, levels, levelsBy } = page;
    let bytes = page.values;
    const levelsUpTo = (most: number, part: Buffer | undefined, by: string | undefined) => {
      if (most === 0) return undefined;
      if (part !== undefined) return new Hybrid(part, 0, bitWidth(most));
      if (by !== 'RLE') throw new Unsound(`levels by ${by}`, 'by RLE, as writers have since 2014');
      const own = prefixed(bytes);
      bytes = bytes.subarray(4 + own.length);
      return new Hybrid(own, 0, bitWidth(most));
    };
    this.#repetitions = levelsUpTo(maxRepetition, levels?.repetition, levelsBy?.repetition);
    this.#definitions = levelsUpTo(maxDefinition, levels?.definition, levelsBy?.definition);
    this.#left = count;
    this.#values = undefined;
    this.#openValues = () =>
      valuesOf(bytes, { type, typeLength, encoding, dictionary: this.#dictionary });
  }
}

/** What an entry of a dictionary means, and the size that it has in the file. */
interface Meaning {
  readonly value: unknown;
  readonly bytes: number;
}

function noPage(): never {
  throw new Unsound('no page', 'one');
}

/** Numbers, and values that are not there, count as a number of 64 bits. */
const NUMBER_BYTES = 8;

const sizeOf = (stored: Stored): number =>
  stored instanceof Uint8Array ? stored.length : NUMBER_BYTES;

/** Levels of the first version: their length, and they. */
function prefixed(bytes: Buffer): Buffer {
  const length = bytes.length < 4 ? -1 : bytes.readUInt32LE(0);
  if (length >= 0 && 4 + length <= bytes.length) return bytes.subarray(4, 4 + length);
  throw new Unsound(`levels of ${length} bytes`, `at most the ${bytes.length} of their page`);
}
