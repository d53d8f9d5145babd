import { Unsound } from './unsound.ts';

/**
 * Numbers in Parquet's hybrid of run lengths and packed bits, one at a time: a run of any length takes
 * no room.
 *
 * Source: https://parquet.apache.org/docs/file-format/data-pages/encodings/, RLE = 3.
 */
export class Hybrid {
  readonly #bytes: Uint8Array;
  readonly #width: number;
  #at: number;
  /** Values that are left of a run. */
  #left = 0;
  #isPacked = false;
  /** Value of a run of equal ones. */
  #value = 0;
  /** Place of the next packed value. */
  #bit = 0;

  constructor(bytes: Uint8Array, from: number, width: number) {
    if (width > 32) throw new Unsound(`numbers of ${width} bits`, 'at most 32');
    this.#bytes = bytes;
    this.#at = from;
    this.#width = width;
  }

  next(): number {
    if (this.#width === 0) return 0;
    while (this.#left === 0) this.#begin();
    this.#left--;
    return this.#isPacked ? this.#packed() : this.#value;
  }

  #begin(): void {
    let header = 0;
    for (let i = 0, byte = 0x80; byte >= 0x80; i++) {
      if (i === 5) throw new Unsound('a run without an end', 'a length of at most 5 bytes');
      byte = this.#byte(this.#at++);
      header += (byte & 0x7f) * 2 ** (7 * i);
    }
    this.#isPacked = header % 2 === 1;
    const length = Math.floor(header / 2);
    if (this.#isPacked) {
      this.#left = length * 8;
      this.#bit = this.#at * 8;
      this.#at += length * this.#width;
      return;
    }
    this.#left = length;
    this.#value = 0;
    for (let i = 0; i * 8 < this.#width; i++) this.#value += this.#byte(this.#at++) * 2 ** (8 * i);
  }

  #packed(): number {
    let at = Math.floor(this.#bit / 8);
    const shift = this.#bit % 8;
    let value = this.#byte(at) >>> shift;
    for (let has = 8 - shift; has < this.#width; has += 8) value += this.#byte(++at) * 2 ** has;
    this.#bit += this.#width;
    return value % 2 ** this.#width;
  }

  #byte(at: number): number {
    const byte = this.#bytes[at];
    if (byte === undefined) throw new Unsound('a page that ends too early', 'more values');
    return byte;
  }
}

/** Bits of numbers up to this one. */
export const bitWidth = (most: number): number => 32 - Math.clz32(most);
