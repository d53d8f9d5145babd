import { Unsound } from './unsound.ts';

/** Deepest nesting that Parquet's own structs come near. */
const MAX_DEPTH = 32;

/** That the bytes end before the struct does. */
export const CUT = -1;

const [STOP, TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
];
const STRUCT = 12;

/**
 * Where a struct of Thrift's compact protocol ends, or {@link CUT}.
 *
 * Looked for before the library reads it, which makes room for whatever length the bytes claim.
 *
 * @throws {@link Unsound} for what is no such struct
 */
export function thriftEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  let isCut = false;

  function varint(): number {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      if (at >= bytes.length) break;
      const byte = bytes[at++] as number;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    if (at < bytes.length) throw new Unsound('a number without an end', 'at most ten bytes');
    isCut = true;
    return 0;
  }

  function skip(length: number): void {
    at += length;
    isCut ||= at > bytes.length;
  }

  function element(type: number, depth: number): void {
    if (type === BYTE) skip(1);
    else if (type === I16 || type === I32 || type === I64) varint();
    else if (type === DOUBLE) skip(8);
    else if (type === BINARY) skip(varint());
    else if (type === LIST) list(depth);
    else if (type === STRUCT) struct(depth + 1);
    else throw new Unsound(`a field of type ${type}`, 'one of those that Parquet uses');
  }

  function list(depth: number): void {
    const head = bytes[at] ?? 0;
    skip(1);
    const type = head & 0x0f;
    const size = head >> 4 === 15 ? varint() : head >> 4;
    if (size > bytes.length - at) isCut = true; // each element has a byte at least
    for (let i = 0; i < size && !isCut; i++) {
      element(type === TRUE || type === FALSE ? BYTE : type, depth);
    }
  }

  function struct(depth: number): void {
    if (depth > MAX_DEPTH) throw new Unsound('structs in structs without end', 'a few levels');
    while (!isCut) {
      const head = bytes[at] ?? 0;
      skip(1);
      const type = head & 0x0f;
      if (isCut || type === STOP) return;
      if (head >> 4 === 0) varint();
      if (type !== TRUE && type !== FALSE) element(type, depth);
    }
  }

  struct(0);
  return isCut ? CUT : at;
}
