import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { UsageError } from '../usage-error.ts';
import { peek } from './peek.ts';

const MARK_BYTES = 6;

const startsWith = (head: Buffer, ...mark: readonly number[]): boolean =>
  mark.every((byte, i) => head[i] === byte);

/** What cannot be unpacked here, by what it begins with. */
const OTHERS: readonly (readonly [name: string, ...mark: readonly number[]])[] = [
  ['bzip2', 0x42, 0x5a, 0x68],
  ['xz', 0xfd, 0x37, 0x7a, 0x58, 0x5a],
  ['zip', 0x50, 0x4b, 0x03, 0x04],
  ['lz4', 0x04, 0x22, 0x4d, 0x18],
  ['7z', 0x37, 0x7a, 0xbc, 0xaf],
];

/**
 * The text in a stream of bytes: unpacked, and as UTF-8 without a byte order mark. Looks at the content
 * only; a name may say anything.
 *
 * @throws {@link UsageError} if it is packed in a way that is not known here
 */
export async function unpacked(raw: Readable, name: string): Promise<AsyncIterable<Buffer>> {
  const { head, bytes } = await peek(raw, MARK_BYTES);
  const packed = OTHERS.find(([, ...mark]) => startsWith(head, ...mark));
  if (packed !== undefined) {
    throw new UsageError(
      `${name}: is packed in a way that is not read; got ${packed[0]}, expected gzip, zstd or plain text; unpack it, or pipe what unpacks it into -`,
    );
  }
  if (startsWith(head, 0x1f, 0x8b)) return inUtf8(through(bytes, createGunzip()));
  if (startsWith(head, 0x28, 0xb5, 0x2f, 0xfd))
    return inUtf8(through(bytes, createZstdDecompress()));
  return inUtf8(bytes);
}

function through(
  bytes: AsyncIterable<Buffer>,
  unpack: NodeJS.ReadWriteStream & Readable,
): Readable {
  const source = Readable.from(bytes, { objectMode: false });
  source.on('error', (error) => unpack.destroy(error));
  return source.pipe(unpack);
}

async function inUtf8(packed: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  const { head, bytes } = await peek(packed, MARK_BYTES);
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return without(bytes, 3);
  if (startsWith(head, 0xff, 0xfe)) return transcoded(bytes, 'utf-16le');
  if (startsWith(head, 0xfe, 0xff)) return transcoded(bytes, 'utf-16be');
  return bytes;
}

async function* without(bytes: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const piece of bytes) {
    const rest = piece.subarray(left);
    left = Math.max(0, left - piece.length);
    if (rest.length > 0) yield rest;
  }
}

/** What spreadsheets and shells on Windows write. */
async function* transcoded(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const piece of bytes) yield Buffer.from(decoder.decode(piece, { stream: true }));
  yield Buffer.from(decoder.decode());
}
