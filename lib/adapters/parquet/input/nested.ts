import type { DecodeFailure } from '../../../core/schema/decode-failure.ts';
import type { LeafCursor } from './leaf.ts';
import type { Node } from './tree.ts';
import { Unsound } from './unsound.ts';

/** Tells a value that cannot be used from one that can. */
export type IsFailure = (value: unknown) => value is DecodeFailure;

/** Room that an item of a list takes, whatever it is. Bytes. */
const ITEM_BYTES = 8;

/**
 * Structs, lists and maps of a column, row by row, put together of its leaves by their levels.
 *
 * Of a row that is larger than it may be, the rest is read over and not kept.
 *
 * Source: S. Melnik et al., "Dremel: Interactive Analysis of Web-Scale Datasets", VLDB 2010; and for lists
 * of older writers https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists.
 */
export class NestedColumn {
  /** Bytes of the row that was read last. */
  bytes = 0;
  readonly #node: Node;
  readonly #cursors: readonly LeafCursor[];
  readonly #first: number;
  readonly #maxBytes: number;
  readonly #isFailure: IsFailure;
  #failure: DecodeFailure | undefined;

  constructor(
    node: Node,
    cursors: readonly LeafCursor[],
    { maxBytes, isFailure }: { readonly maxBytes: number; readonly isFailure: IsFailure },
  ) {
    this.#node = node;
    this.#cursors = cursors;
    this.#first = node.leaves[0]?.index ?? 0;
    this.#maxBytes = maxBytes;
    this.#isFailure = isFailure;
  }

  get isAtEnd(): boolean {
    return this.#cursors.every(({ isAtEnd }) => isAtEnd);
  }

  take(): unknown {
    this.bytes = 0;
    this.#failure = undefined;
    const value = this.#at(this.#node);
    if (this.#cursors.some(({ repetition, isAtEnd }) => !isAtEnd && repetition > 0)) {
      throw new Unsound('lists of one row that have different lengths', 'the same');
    }
    return this.#failure ?? value;
  }

  #at(node: Node): unknown {
    if (node.isRepeated) return this.#items(node, (item) => this.#present(item));
    if (node.isOptional && this.#cursor(node).definition < node.definition) return this.#skip(node);
    return this.#present(node);
  }

  #present(node: Node): unknown {
    if (node.children.length === 0) return this.#leaf(node);
    const [only] = node.children;
    if (only?.isRepeated === true && node.children.length === 1) {
      if (isMap(node)) return this.#map(only);
      if (isList(node)) return this.#list(node, only);
    }
    return Object.fromEntries(node.children.map((child) => [child.name, this.#at(child)]));
  }

  #list(node: Node, items: Node): unknown[] {
    const [item] = items.children;
    const isItem =
      item === undefined ||
      items.children.length > 1 ||
      items.name === 'array' ||
      items.name === `${node.name}_tuple`;
    return this.#items(items, isItem ? (at) => this.#present(at) : () => this.#at(item));
  }

  #map(entries: Node): object {
    const [key, value] = entries.children as [Node, Node | undefined];
    const pairs = this.#items(entries, () => [
      textOfKey(this.#at(key)),
      value === undefined ? null : this.#at(value),
    ]);
    return Object.fromEntries(pairs as [string, unknown][]);
  }

  #items(node: Node, read: (node: Node) => unknown): unknown[] {
    const items: unknown[] = [];
    const first = this.#cursor(node);
    if (first.definition < node.definition) {
      this.#skip(node);
      return items;
    }
    do {
      const item = read(node);
      this.bytes += ITEM_BYTES;
      if (this.bytes <= this.#maxBytes) items.push(item);
    } while (!first.isAtEnd && first.repetition === node.repetition);
    return items;
  }

  #leaf(node: Node): unknown {
    const cursor = this.#cursor(node);
    const value = cursor.take();
    this.bytes += cursor.bytes;
    if (!this.#isFailure(value)) return value;
    this.#failure ??= value;
    return null;
  }

  /** Nothing is there, which every leaf says. */
  #skip(node: Node): null {
    for (const leaf of node.leaves) {
      const cursor = this.#cursors[leaf.index - this.#first] as LeafCursor;
      if (cursor.definition >= node.definition) {
        throw new Unsound('a value in a struct that is not there', 'none');
      }
      cursor.take();
      this.bytes += cursor.bytes;
    }
    return null;
  }

  #cursor(node: Node): LeafCursor {
    const [leaf] = node.leaves;
    if (leaf === undefined) throw new Unsound(`a group "${node.name}" of nothing`, 'columns');
    return this.#cursors[leaf.index - this.#first] as LeafCursor;
  }
}

const isList = ({ element }: Node): boolean =>
  element.converted_type === 'LIST' || element.logical_type?.type === 'LIST';

const isMap = ({ element, children: [entries] }: Node): boolean =>
  (element.converted_type === 'MAP' ||
    element.converted_type === 'MAP_KEY_VALUE' ||
    element.logical_type?.type === 'MAP') &&
  (entries?.children.length === 1 || entries?.children.length === 2);

const textOfKey = (key: unknown): string => (typeof key === 'string' ? key : `${key}`);
