const [LF, CR, SPACE, QUOTE, BACKSLASH] = [0x0a, 0x0d, 0x20, 0x22, 0x5c];
const [COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x2c, 0x5b, 0x5d, 0x7b, 0x7d];

/** What no JSON may hold in a text, as it may hold no end of line. */
const FORBIDDEN = 0x1f;

/** Whether a file begins as an array of objects, or as one of nothing. */
export const isArray = (head: Buffer): boolean =>
  /^\s*\[\s*(\{|\]|$)/.test(head.toString('latin1')) && head.length > 0;

/**
 * A JSON array as lines, one for each of its elements, in memory for one piece: brackets and ends of line become spaces,
 * and the commas between elements ends of line. What an element holds is not looked into.
 *
 * @throws Error for an array that does not end, for what follows it, and for an element that is not there
 */
export async function* arrayElements(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let depth = 0; // 1 between elements
  let isOpen = false;
  let isText = false;
  let isEscaped = false;
  let isOver = false;
  let isEmpty = true; // nothing of the element has come
  let hasComma = false;

  function inText(byte: number): number {
    if (isEscaped) isEscaped = false;
    else if (byte === BACKSLASH) isEscaped = true;
    else if (byte === QUOTE) isText = false;
    return byte === LF || byte === CR ? FORBIDDEN : byte;
  }

  function outside(byte: number): number {
    if (byte <= SPACE) return byte === LF || byte === CR ? SPACE : byte;
    if (isOver) throw new Error('text behind the end of the array');
    if (!isOpen) {
      isOpen = true; // the bracket that the array begins with
      depth = 1;
      return SPACE;
    }
    if (depth === 1 && (byte === COMMA || byte === CLOSE_LIST)) return between(byte);
    isEmpty = false;
    if (byte === QUOTE) isText = true;
    else if (byte === OPEN || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE || byte === CLOSE_LIST) depth--;
    if (depth === 0) throw new Error('a bracket that closes nothing');
    return byte;
  }

  function between(byte: number): number {
    if (isEmpty && (byte === COMMA || hasComma)) throw new Error('an element that is not there');
    isEmpty = true;
    hasComma = true;
    isOver = byte === CLOSE_LIST;
    return LF;
  }

  for await (const piece of pieces) {
    const lines = Buffer.allocUnsafe(piece.length);
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i] as number;
      lines[i] = isText ? inText(byte) : outside(byte);
    }
    yield lines;
  }
  if (!isOver) throw new Error('an array that does not end');
}
