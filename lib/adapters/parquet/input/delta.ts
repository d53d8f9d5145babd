import { Unsound } from './unsound.ts';

interface DeltaHeader {
  readonly perMiniblock: number;
  readonly miniblocks: number;
  readonly count: number;
  readonly first: bigint;
  readonly at: number;
}

/**
 * Whole numbers as differences, one at a time.
 *
 * Source: https://parquet.apache.org/docs/file-format/data-pages/encodings/, DELTA_BINARY_PACKED = 5.
 */
export class Delta {
  readonly #bytes: Uint8Array;
  readonly #header: DeltaHeader;
  readonly #bits: 32 | 64;
  #at: number;
  #left: number;
  #value: bigint;
  #isFirst = true;
  #least = 0n;
  /** Widths of the miniblocks of this block that have not begun. */
  #widths: readonly number[] = [];
  #width = 0;
  #inMiniblock = 0;
  #bit = 0;

  constructor(bytes: Uint8Array, from: number, bits: 32 | 64) {
    this.#bytes = bytes;
    this.#bits = bits;
    this.#header = headerOf(bytes, from);
    this.#at = this.#header.at;
    this.#left = this.#header.count;
    this.#value = this.#header.first;
  }

  next(): bigint {
    if (this.#left === 0) throw new Unsound('a page that ends too early', 'more values');
    this.#left--;
    if (this.#isFirst) {
      this.#isFirst = false;
      return BigInt.asIntN(this.#bits, this.#value);
    }
    if (this.#inMiniblock === 0) this.#begin();
    this.#inMiniblock--;
    this.#value = BigInt.asIntN(this.#bits, this.#value + this.#least + this.#packed());
    return this.#value;
  }

  #begin(): void {
    if (this.#widths.length === 0) {
      const [least, at] = zigzag(this.#bytes, this.#at);
      this.#least = least;
      this.#widths = widthsOf(this.#bytes, at, this.#header.miniblocks);
      this.#at = at + this.#header.miniblocks;
    }
    const [width = 0, ...rest] = this.#widths;
    this.#widths = rest;
    this.#width = width;
    this.#inMiniblock = this.#header.perMiniblock;
    this.#bit = this.#at * 8;
    this.#at += (width * this.#header.perMiniblock) / 8;
  }

  #packed(): bigint {
    let at = Math.floor(this.#bit / 8);
    const shift = this.#bit % 8;
    this.#bit += this.#width;
    if (this.#width === 0) return 0n;
    if (this.#width + shift <= 48) {
      let value = 0;
      for (let has = 0; has < this.#width + shift; has += 8) {
        value += byteAt(this.#bytes, at++) * 2 ** has;
      }
      return BigInt(Math.floor(value / 2 ** shift) % 2 ** this.#width);
    }
    let value = 0n;
    for (let has = 0; has < this.#width + shift; has += 8) {
      value += BigInt(byteAt(this.#bytes, at++)) << BigInt(has);
    }
    return BigInt.asUintN(this.#width, value >> BigInt(shift));
  }
}

/** Where such numbers end, and how many they are, without looking at any. */
export function deltaEnd(bytes: Uint8Array, from: number): { at: number; count: number } {
  const { perMiniblock, miniblocks, count, at: begin } = headerOf(bytes, from);
  let at = begin;
  for (let left = count - 1; left > 0; ) {
    at = zigzag(bytes, at)[1];
    const widths = widthsOf(bytes, at, miniblocks);
    at += miniblocks;
    for (const width of widths) {
      if (left <= 0) break;
      at += (width * perMiniblock) / 8;
      left -= perMiniblock;
    }
  }
  return { at, count };
}

function headerOf(bytes: Uint8Array, from: number): DeltaHeader {
  const [block, afterBlock] = varint(bytes, from);
  const [minis, afterMinis] = varint(bytes, afterBlock);
  const [count, afterCount] = varint(bytes, afterMinis);
  const [first, at] = zigzag(bytes, afterCount);
  const [size, miniblocks] = [Number(block), Number(minis)];
  const perMiniblock = size / miniblocks;
  if (!(size > 0 && size <= 2 ** 20 && miniblocks > 0 && perMiniblock % 8 === 0)) {
    throw new Unsound(`blocks of ${block} values in ${minis}`, 'multiples of 128 in parts of 32');
  }
  return { perMiniblock, miniblocks, count: Number(count), first, at };
}

function widthsOf(bytes: Uint8Array, at: number, count: number): readonly number[] {
  const widths = [...bytes.subarray(at, at + count)];
  if (widths.length < count || widths.some((width) => width > 64)) {
    throw new Unsound('differences of impossible widths', 'at most 64 bits each');
  }
  return widths;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Unsound('a page that ends too early', 'more values');
  return byte;
}

function varint(bytes: Uint8Array, from: number): readonly [value: bigint, at: number] {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = byteAt(bytes, from + i);
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return [value, from + i + 1];
  }
  throw new Unsound('a number without an end', 'at most ten bytes');
}

function zigzag(bytes: Uint8Array, from: number): readonly [value: bigint, at: number] {
  const [value, at] = varint(bytes, from);
  return [(value >> 1n) ^ -(value & 1n), at];
}
