import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Unsound } from './unsound.ts';

/** A file that is read at any place. */
export interface FileBytes {
  readonly size: number;
  /** Exactly these bytes. */
  read(from: number, length: number): Buffer;
  close(): void;
}

/**
 * Opens a file.
 *
 * Reads wait for the disk: pages are small, and what is done with them takes longer.
 *
 * @throws {@link Unsound} for what is no file, such as a pipe
 */
export function openBytes(path: string): FileBytes {
  const file = openSync(path, 'r');
  const stat = fstatSync(file);
  if (!stat.isFile()) {
    closeSync(file);
    throw new Unsound('no plain file', 'one, as its end is read first; write it to a file before');
  }
  const { size } = stat;
  return {
    size,
    read(from, length) {
      if (from < 0 || from + length > size) {
        throw new Unsound(`bytes ${from} to ${from + length} of ${size}`, 'bytes that there are');
      }
      const bytes = Buffer.allocUnsafeSlow(length);
      let done = 0;
      while (done < length) {
        const count = readSync(file, bytes, done, length - done, from + done);
        if (count === 0) throw new Unsound('a file that became shorter', 'one that stays as it is');
        done += count;
      }
      return bytes;
    },
    close: () => closeSync(file),
  };
}

/** Least that is read at once. */
const READ_AHEAD = 65_536;

/** Bytes of a range of a file, one after the other. */
export class ByteWindow {
  readonly #file: FileBytes;
  readonly #to: number;
  #held: Buffer = Buffer.alloc(0);
  #next: number;

  constructor(file: FileBytes, from: number, length: number) {
    if (!(from >= 0 && length >= 0 && from + length <= file.size)) {
      throw new Unsound(
        `bytes ${from} to ${from + length} of ${file.size}`,
        'bytes that there are',
      );
    }
    this.#file = file;
    this.#next = from;
    this.#to = from + length;
  }

  get left(): number {
    return this.#held.length + this.#to - this.#next;
  }

  /** So many bytes that come next, or as many as there are. */
  peek(length: number): Buffer {
    const missing = Math.min(length, this.left) - this.#held.length;
    if (missing > 0) {
      const more = Math.min(Math.max(missing, READ_AHEAD), this.#to - this.#next);
      const read = this.#file.read(this.#next, more);
      this.#held = this.#held.length === 0 ? read : Buffer.concat([this.#held, read]);
      this.#next += more;
    }
    return this.#held.subarray(0, length);
  }

  take(length: number): Buffer {
    const bytes = this.peek(length);
    if (bytes.length < length) throw new Unsound(`${bytes.length} bytes`, `${length}`);
    this.#held = this.#held.subarray(length);
    return bytes;
  }
}
