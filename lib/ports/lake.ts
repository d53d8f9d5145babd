/** What is said of an object beside its bytes. Names are lower case with `-`; values are ASCII. */
export type ObjectMetadata = Readonly<Record<string, string>>;

/** An object as a list shows it. */
export interface ListedObject {
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
}

/** Which part of a list is wanted. */
export interface ListOptions {
  /** Only names after this one. */
  readonly after?: string;
  /** At most so many. */
  readonly limit?: number;
}

/** Part of an object: the bytes `start ≤ i < end`, `0 ≤ start < end ≤ size`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What became of a creation: the object is new, or the name was taken by one with this metadata. */
export type Creation = 'created' | { readonly taken: ObjectMetadata };

/**
 * Named objects that are written once and never changed.
 *
 * Contract:
 * 1. Of all `createObject` of one name exactly one answers `created`, whatever its bytes and whoever
 *    calls; only its bytes and metadata are ever read. All others answer with its metadata.
 * 2. A creation whose answer was lost may have happened; whoever tries again learns of it as `taken`.
 * 3. `readMetadata`, `read` and `list` see every creation that has been answered.
 * 4. `list` gives the names with the prefix in the order of their UTF-8 bytes, each once.
 * 5. What is read equals what was created, to the last byte. `undefined` means there is none.
 */
export interface Lake {
  createObject(name: string, bytes: Uint8Array, metadata: ObjectMetadata): Promise<Creation>;
  readMetadata(name: string): Promise<ObjectMetadata | undefined>;
  read(name: string, range?: ByteRange): Promise<Uint8Array | undefined>;
  list(prefix: string, options?: ListOptions): AsyncIterable<ListedObject>;
}

/**
 * What takes objects away again: once others hold the same, or somebody must be forgotten.
 *
 * Contract: `remove` returns only after none of the names can be read, in whatever version; a name
 * that is not there is no error.
 */
export interface LakeRemover {
  remove(names: readonly string[]): Promise<void>;
}

/**
 * What puts other bytes in the place of an object: for erasure, and for nothing else.
 *
 * Contract: whoever reads the name while this goes on gets the old object or the new one, whole; once it
 * has returned, nobody gets the old one, in whatever version. The object must be there.
 */
export interface LakeRewriter {
  replace(name: string, bytes: Uint8Array, metadata: ObjectMetadata): Promise<void>;
}
