import type { StreamInput } from '../../runtime/run/stream-input.ts';

const NEWLINE = 0x0a;

/** Where in its input a run is. */
export interface LinePosition {
  /** Line that was given last, from 1. */
  line: number;
}

/**
 * Gives the lines of NDJSON to a run as bytes of the chunks that they came in: no copy, no text, no
 * object per line. Only a line that lies across two chunks is put together.
 */
export async function pushLines(
  input: StreamInput,
  chunks: AsyncIterable<Buffer>,
  position: LinePosition = { line: 0 },
): Promise<void> {
  let rest: Buffer | undefined;
  for await (const chunk of chunks) {
    let from = 0;
    if (rest !== undefined) {
      const end = chunk.indexOf(NEWLINE);
      if (end < 0) {
        rest = Buffer.concat([rest, chunk]);
        continue;
      }
      position.line++;
      pushLine(input, Buffer.concat([rest, chunk.subarray(0, end)]), 0, rest.length + end);
      from = end + 1;
    }
    for (let to = chunk.indexOf(NEWLINE, from); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      position.line++;
      pushLine(input, chunk, from, to);
      from = to + 1;
    }
    rest = from < chunk.length ? chunk.subarray(from) : undefined;
  }
  position.line++;
  if (rest !== undefined) pushLine(input, rest, 0, rest.length);
}

function pushLine(input: StreamInput, bytes: Buffer, from: number, to: number): void {
  let end = to;
  while (end > from && (bytes[end - 1] as number) <= 0x20) end--;
  if (end > from) input.pushBytes(bytes, from, end);
}
