import { PassThrough, Readable } from 'node:stream';
import type { Format } from '../../../lib/cli/input/format.ts';
import type { Input } from '../../../lib/cli/input/open-input.ts';

/** An input of these bytes, in chunks of this size. */
export function memoryInput(content: string | Buffer, format: Format, chunkBytes = 1_000): Input {
  const bytes = Buffer.from(content);
  const chunks = function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  return {
    name: `folder/input.${format}`,
    format,
    bytes: Readable.from(chunks()),
    size: bytes.length,
    read: () => 0,
  };
}

/** Standard input, into which a test writes when it likes. */
export function openEndedInput(format: Format): Input & { readonly bytes: PassThrough } {
  return {
    name: 'standard input',
    format,
    bytes: new PassThrough(),
    size: undefined,
    read: () => 0,
  };
}
