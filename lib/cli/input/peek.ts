/** What a stream begins with, and all of it. */
export interface Peeked {
  readonly head: Buffer;
  readonly bytes: AsyncIterable<Buffer>;
}

/**
 * Looks at the first bytes of a stream, and leaves them there.
 *
 * @param most - Waits for no more than the first piece, unless it is shorter than {@link LEAST_BYTES}; of
 *   that, so many bytes are shown.
 */
export async function peek(source: AsyncIterable<Buffer>, most: number): Promise<Peeked> {
  const pieces = source[Symbol.asyncIterator]();
  const seen: Buffer[] = [];
  let length = 0;
  while (length < LEAST_BYTES) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    seen.push(value);
    length += value.length;
  }
  return { head: Buffer.concat(seen).subarray(0, most), bytes: all(seen, pieces) };
}

/** Enough for every mark that files begin with. */
const LEAST_BYTES = 6;

async function* all(seen: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* seen;
    for (;;) {
      const { done, value } = await rest.next();
      if (done === true) return;
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}
