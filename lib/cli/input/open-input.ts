import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { UsageError } from '../usage-error.ts';
import { arrayElements, isArray } from './array-elements.ts';
import { type Format, formatOfContent, formatOfName } from './format.ts';
import { peek } from './peek.ts';
import { unreadable } from './row.ts';
import { unpacked } from './unpack.ts';

/** An input, opened: its bytes, unpacked if they were packed. */
export interface Input {
  /** What people call it: the name of the file, or `standard input`. */
  readonly name: string;
  readonly format: Format;
  /** What its rows are counted in, if not in lines: the elements of one JSON array. */
  readonly unit?: 'element';
  /** UTF-8 without a byte order mark, whatever it was. */
  readonly bytes: Readable;
  /** Size on disk in bytes; unknown for what is no file. */
  readonly size: number | undefined;
  /** Bytes read from disk so far; 0 of standard input. */
  read(): number;
}

/** Enough to tell what a file holds. Bytes. */
const HEAD_BYTES = 4_096;

/** Bytes that are read at once, unless somebody says otherwise: many inputs may be open. */
const PIECE_BYTES = 1 << 16;

/**
 * Opens a file, a pipe, or standard input for `-`. What is packed is unpacked, and what it holds is looked
 * up in its content where neither an option nor the name says it.
 *
 * @throws {@link UsageError} for a file that is not there, or of which nobody says what it holds
 */
export async function openInput(
  path: string,
  format: string | undefined,
  pieceBytes = PIECE_BYTES,
): Promise<Input> {
  const { raw, size } = await openBytes(path, pieceBytes);
  const name = path === '-' ? 'standard input' : path;
  const read = (): number =>
    raw instanceof Readable && 'bytesRead' in raw ? Number(raw.bytesRead) : 0;
  try {
    const { head, bytes } = await peek(await unpacked(raw, name), HEAD_BYTES);
    const kind = format ?? formatOfName(path) ?? formatOfContent(head);
    if (formatOfContent(head) === 'parquet' || kind === 'parquet') throw notLines(name, size);
    if (kind !== 'csv' && kind !== 'ndjson') throw unknownFormat(name, head);
    const opened: Omit<Input, 'bytes'> = { name, size, read, format: kind };
    if (kind === 'csv' || !isArray(head)) {
      return { ...opened, bytes: Readable.from(bytes, { objectMode: false }) };
    }
    const elements = Readable.from(arrayElements(bytes), { objectMode: false });
    return { ...opened, bytes: elements, unit: 'element' };
  } catch (error) {
    raw.destroy();
    throw error instanceof UsageError ? error : unreadable(name, 0, error);
  }
}

interface Opened {
  readonly raw: Readable;
  readonly size: number | undefined;
}

/** Opened once: a pipe cannot be opened again. */
async function openBytes(path: string, highWaterMark: number): Promise<Opened> {
  if (path === '-' || path === '/dev/stdin') return { raw: process.stdin, size: undefined };
  try {
    const file = await open(path);
    const stats = await file.stat();
    if (stats.isDirectory()) {
      await file.close();
      throw new Error('a folder');
    }
    const raw = createReadStream('', { fd: file, highWaterMark });
    return { raw, size: stats.isFile() ? stats.size : undefined };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `${path}: the file cannot be read; got ${why}, expected a readable file; correct the path`,
    );
  }
}

function notLines(name: string, size: number | undefined): UsageError {
  const advice =
    size === undefined
      ? 'Parquet is read from its end, so name the file itself'
      : 'say --format parquet';
  return new UsageError(
    `${name}: is Parquet, which is not what was said of it; got a Parquet file, expected csv or ndjson; ${advice}`,
  );
}

function unknownFormat(name: string, head: Buffer): UsageError {
  const got =
    head.length === 0 ? 'nothing' : JSON.stringify(head.toString('latin1', 0, 20)).slice(1, -1);
  return new UsageError(
    `${name}: its format is not known; got no ending that says it and "${got}", expected csv or ndjson; say --format csv or --format ndjson`,
  );
}
