import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';

/** A shape that takes a careless reader all the memory or time there is. */
export interface LargeShape {
  readonly name: string;
  readonly ending: string;
  /** What it is made of: a text, and how often. */
  readonly parts: readonly (readonly [text: string, times: number])[];
}

const [M, LINE] = [1_000_000, '{"k":"a","at":"2026-03-01T10:00:00Z"}\n'];
const HEAD = 'k,at,j\n';

/** Each is read within the bounds of the whole command, whatever its length. */
export const LARGE_SHAPES: readonly LargeShape[] = [
  shape('a line without an end', '.ndjson', [
    ['{"k":"', 1],
    ['a', 100 * M],
  ]),
  shape('a line without an end, packed', '.ndjson.gz', [
    ['{"k":"', 1],
    ['a', 100 * M],
  ]),
  shape('a line without an end, packed by zstd', '.ndjson.zst', [
    ['{"k":"', 1],
    ['a', 100 * M],
  ]),
  shape('an element without an end', '.json', [
    ['[{"k":"', 1],
    ['a', 50 * M],
  ]),
  shape('brackets', '.json', [
    ['[', 1],
    ['{"j":', 5 * M],
  ]),
  shape('lists in lists', '.ndjson', [
    ['{"k":"a","at":1,"j":', 1],
    ['[', 4 * M],
    [']', 4 * M],
    ['}\n', 1],
  ]),
  shape('objects in objects', '.ndjson', [
    ['{"k":"a","at":1,"j":', 1],
    ['{"a":', M],
    ['1', 1],
    ['}', M],
    ['}\n', 1],
  ]),
  shape('digits', '.ndjson', [
    ['{"k":"a","at":1,"n":', 1],
    ['9', 9 * M],
    ['}\n', 1],
  ]),
  shape('digits of a decimal', '.ndjson', [
    ['{"k":"a","at":1,"d":0.', 1],
    ['1', 9 * M],
    ['}\n', 1],
  ]),
  shape('an exponent', '.ndjson', [
    ['{"k":"a","at":1,"d":1e', 1],
    ['9', 9 * M],
    ['}\n', 1],
  ]),
  shape('escapes', '.ndjson', [
    ['{"k":"', 1],
    ['\\u0061', M],
    ['","at":1}\n', 1],
  ]),
  shape('one member again and again', '.ndjson', [
    ['{"k":"a"', 1],
    [',"k":"a"', M],
    [',"at":1}\n', 1],
  ]),
  shape('empty lines', '.ndjson', [
    ['\n', 30 * M],
    [LINE, 1],
  ]),
  shape('lines that are no events', '.ndjson', [['{}\n', 300_000]]),
  shape('a quote that does not close', '.csv', [
    [HEAD, 1],
    ['a,1,"', 1],
    ['x\n', 50 * M],
  ]),
  shape('quotes', '.csv', [
    [HEAD, 1],
    ['a,1,"', 1],
    ['""', 4 * M],
    ['"\n', 1],
  ]),
  shape('cells', '.csv', [
    [HEAD, 1],
    ['a,1', 1],
    [',', 5 * M],
    ['\n', 1],
  ]),
  shape('columns', '.csv', [
    ['k,at', 1],
    [',x', M],
    ['\n', 1],
    ['a,1', 1],
    [',', M],
    ['\n', 1],
  ]),
  shape('a header without an end', '.csv', [
    ['k,at,', 1],
    ['x', 50 * M],
  ]),
  shape('rows of one cell', '.csv', [
    [HEAD, 1],
    ['a\n', 300_000],
  ]),
  shape('returns without a line feed', '.csv', [
    ['k,at\r', 1],
    ['a,1\r', 300_000],
  ]),
  shape('zeros', '.csv.gz', [['\0', 100 * M]]),
  shape('zeros without a name', '', [['\0', 20 * M]]),
  shape('a long time', '.csv', [
    [HEAD, 1],
    ['a,', 1],
    ['1', 9 * M],
    [',\n', 1],
  ]),
];

function shape(name: string, ending: string, parts: LargeShape['parts']): LargeShape {
  return { name, ending, parts };
}

/** Bytes of a text that are written at once. */
const PIECE = 1 << 16;

function* pieces({ parts }: LargeShape): Generator<Buffer> {
  for (const [text, times] of parts) {
    const most = Math.max(1, Math.floor(PIECE / text.length));
    const piece = Buffer.from(text.repeat(Math.min(times, most)));
    for (let left = times; left > 0; left -= most) {
      yield left >= most ? piece : piece.subarray(0, left * Buffer.byteLength(text));
    }
  }
}

/** Writes a shape, packed as its ending says. */
export async function writeShape(shape: LargeShape, path: string): Promise<void> {
  const file = createWriteStream(path);
  const { ending } = shape;
  const packed = ending.endsWith('.gz')
    ? createGzip()
    : ending.endsWith('.zst')
      ? createZstdCompress()
      : undefined;
  if (packed !== undefined) {
    await pipeline(() => pieces(shape), packed, file);
    return;
  }
  for (const piece of pieces(shape)) if (!file.write(piece)) await once(file, 'drain');
  file.end();
  await finished(file);
}
