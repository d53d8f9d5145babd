import { basename } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Format } from '../../../lib/cli/input/format.ts';
import { PLAIN_READING } from '../../../lib/cli/input/input-options.ts';
import { type LineOptions, lineEvents } from '../../../lib/cli/input/line-events.ts';
import { linesFrom } from '../../../lib/cli/input/line-set.ts';
import type { Input } from '../../../lib/cli/input/open-input.ts';
import type { Source } from '../../../lib/cli/produce/source.ts';
import type { SourceStream } from '../../../lib/pipeline/definition/definition.ts';

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

/** One input, as it is sent; its events are named `/data/input` and their line unless told otherwise. */
export function sourceOf(
  stream: SourceStream,
  input: Input,
  { lines = linesFrom(1), ...options }: Partial<LineOptions> = {},
): Source {
  const name = basename(input.name);
  const events = lineEvents(stream, input, {
    ...{ name, reading: PLAIN_READING, idsFrom: '/data/input', maxRecordBytes: 10_000_000 },
    ...{ lines, ...options },
  });
  async function* rows() {
    for await (const made of events) yield { file: 0, made };
  }
  return {
    files: [{ path: input.name, name, unit: input.unit ?? 'line', lines }],
    rows: rows(),
    isQuiet: input.size === undefined,
    share: () => undefined,
    close: () => void input.bytes.destroy(),
  };
}
