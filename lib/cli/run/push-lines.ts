import { recordSplitter } from '../../adapters/files/record-splitter.ts';
import type { StreamInput } from '../../runtime/run/stream-input.ts';

/** Where in its input a run is. */
export interface LinePosition {
  /** Line that was given last, from 1. */
  line: number;
}

export interface PushOptions {
  /** Most bytes of a line. */
  readonly maxBytes: number;
  /** Told at a line that is longer. */
  readonly tooLarge: () => void;
}

/**
 * Gives the lines of NDJSON to a run as bytes of the chunks that they came in: no copy, no text, no
 * object per line. Only a line that lies across chunks is put together.
 */
export async function pushLines(
  input: Pick<StreamInput, 'pushBytes'>,
  chunks: AsyncIterable<Buffer>,
  { maxBytes, tooLarge }: PushOptions,
  position: LinePosition = { line: 0 },
): Promise<void> {
  const splitter = recordSplitter(
    { maxBytes },
    {
      record(bytes, from, to, line) {
        position.line = line;
        let end = to;
        while (end > from && (bytes[end - 1] as number) <= 0x20) end--;
        if (end > from) input.pushBytes(bytes, from, end);
      },
      tooLarge(line) {
        position.line = line;
        tooLarge();
      },
    },
  );
  for await (const chunk of chunks) splitter.push(chunk);
  splitter.end();
}
