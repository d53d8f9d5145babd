/** Bytes being filled; `at` is the next free one. The caller has made it large enough. */
export interface Sink {
  readonly bytes: Uint8Array;
  at: number;
}

/** Bytes that a number takes as a varint. Units: bytes. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

/** Bytes of a delimited field with a one-byte tag: tag, length, content. Units: bytes. */
export const delimitedSize = (contentBytes: number): number =>
  1 + varintSize(contentBytes) + contentBytes;

/** @param value - A whole number from 0 to 2^53 − 1. */
export function writeVarint(sink: Sink, value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    sink.bytes[sink.at++] = (rest % 0x80) + 0x80;
    rest = Math.floor(rest / 0x80);
  }
  sink.bytes[sink.at++] = rest;
}

export function writeBytes(sink: Sink, content: ArrayLike<number>): void {
  sink.bytes.set(content, sink.at);
  sink.at += content.length;
}

/** @param tag - Below 128. */
export function writeDelimited(sink: Sink, tag: number, content: Uint8Array): void {
  writeVarint(sink, tag);
  writeVarint(sink, content.length);
  writeBytes(sink, content);
}
