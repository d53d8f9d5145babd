import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../usage-error.ts';

/** An input, opened: its bytes, unpacked if they were packed. */
export interface Input {
  /** What people call it: the name of the file, or `standard input`. */
  readonly name: string;
  readonly format: Format;
  readonly bytes: Readable;
  /** Size on disk in bytes; unknown for standard input. */
  readonly size: number | undefined;
  /** Bytes read from disk so far; 0 of standard input. */
  read(): number;
}

export type Format = 'csv' | 'ndjson';

/**
 * Opens a file, or standard input for `-`; `.gz` is unpacked.
 *
 * @throws {@link UsageError} for a file that is not there, or of which nobody says what it holds
 */
export async function openInput(path: string, format: string | undefined): Promise<Input> {
  const kind = format ?? formatOf(path);
  if (kind !== 'csv' && kind !== 'ndjson') {
    throw new UsageError(
      `${path}: its format is not known; got "${kind ?? 'no ending that says it'}", expected csv or ndjson; say --format csv or --format ndjson`,
    );
  }
  const size = path === '-' ? undefined : await sizeOf(path);
  if (path === '-') {
    return { name: 'standard input', format: kind, bytes: process.stdin, size, read: () => 0 };
  }
  // no listener counts the bytes: it would set them flowing before anybody reads them
  const raw = createReadStream(path);
  const file = { name: path, size, read: () => raw.bytesRead };
  if (!path.endsWith('.gz')) return { ...file, format: kind, bytes: raw };
  const gunzip = createGunzip();
  raw.on('error', (error: Error) => gunzip.destroy(error));
  return { ...file, format: kind, bytes: raw.pipe(gunzip) };
}

const formatOf = (path: string): string | undefined =>
  /\.(csv|ndjson|jsonl)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase().replace('jsonl', 'ndjson');

async function sizeOf(path: string): Promise<number> {
  try {
    const file = await open(path);
    const { size } = await file.stat();
    await file.close();
    return size;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `${path}: the file cannot be read; got ${why}, expected a readable file; correct the path`,
    );
  }
}
