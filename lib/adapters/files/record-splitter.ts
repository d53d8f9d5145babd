/** What takes the records of a file of lines. */
export interface RecordSink {
  /**
   * A record without its end of line; the bytes are lent until this returns.
   *
   * @param line - on which it begins, from 1
   */
  record(bytes: Buffer, from: number, to: number, line: number): void;
  /** A record is longer than it may be. Said as soon as it is known; its bytes are dropped. */
  tooLarge(line: number): void;
}

export interface SplitOptions {
  /** Most bytes of a record. */
  readonly maxBytes: number;
  /**
   * Whether ends of line between double quotes belong to the record, as in CSV. Then a file may also
   * have ends that are a carriage return alone.
   */
  readonly isQuoted?: boolean;
}

/** Cuts bytes that come in pieces into records. */
export interface RecordSplitter {
  push(chunk: Buffer): void;
  /** Nothing follows: gives the last record, if it has no end of line. */
  end(): void;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * Holds at most `maxBytes` of a record that lies across pieces, each of them once: time grows with the
 * length of the input, however long a line is.
 */
export function recordSplitter(
  { maxBytes, isQuoted = false }: SplitOptions,
  sink: RecordSink,
): RecordSplitter {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let isOver = false;
  let line = 1;
  let linesInside = 0;
  let isInQuotes = false;
  let lastByte: number | undefined;
  let lineEnd = isQuoted ? undefined : LF;
  /** Bytes before the first end of line that do not show yet which one it is. */
  let unseen: Buffer | undefined;

  function give(bytes: Buffer, from: number, to: number): void {
    const end = to > from && lineEnd === LF && bytes[to - 1] === CR ? to - 1 : to;
    if (end - from > maxBytes) sink.tooLarge(line);
    else sink.record(bytes, from, end, line);
  }

  function complete(chunk: Buffer, from: number, to: number): void {
    if (!isOver && held.length === 0) give(chunk, from, to);
    else if (!isOver) {
      held.push(chunk.subarray(from, to));
      const whole = Buffer.concat(held);
      give(whole, 0, whole.length);
    }
    [held, heldBytes, isOver] = [[], 0, false];
    line += linesInside + 1;
    linesInside = 0;
  }

  function hold(rest: Buffer): void {
    if (isOver || rest.length === 0) return;
    heldBytes += rest.length;
    held.push(rest);
    if (heldBytes <= maxBytes + 1) return; // one more may be a carriage return
    isOver = true;
    held = [];
    sink.tooLarge(line);
  }

  return {
    push(given) {
      let chunk = given;
      if (lineEnd === undefined) {
        if (unseen !== undefined) chunk = Buffer.concat([unseen, given]);
        lineEnd = firstEnd(chunk);
        unseen = lineEnd === undefined && chunk.length <= maxBytes ? chunk : undefined;
        if (unseen !== undefined) return;
        lineEnd ??= LF;
      }
      let from = 0;
      let quote = isQuoted ? chunk.indexOf(QUOTE) : -1;
      for (let to = chunk.indexOf(lineEnd); to >= 0; to = chunk.indexOf(lineEnd, to + 1)) {
        for (; quote >= 0 && quote < to; quote = chunk.indexOf(QUOTE, quote + 1)) {
          isInQuotes = !isInQuotes && opensCell(quote === 0 ? lastByte : chunk[quote - 1]);
        }
        if (isInQuotes) {
          linesInside++;
          continue;
        }
        complete(chunk, from, to);
        from = to + 1;
      }
      for (; quote >= 0; quote = chunk.indexOf(QUOTE, quote + 1)) {
        isInQuotes = !isInQuotes && opensCell(quote === 0 ? lastByte : chunk[quote - 1]);
      }
      lastByte = chunk.at(-1) ?? lastByte;
      hold(chunk.subarray(from));
    },
    end() {
      if (unseen !== undefined) {
        lineEnd = unseen.at(-1) === CR ? CR : LF;
        const rest = unseen.at(-1) === CR ? unseen.subarray(0, -1) : unseen;
        if (rest.length > 0) complete(rest, 0, rest.length);
      } else if (held.length > 0) complete(Buffer.alloc(0), 0, 0);
      unseen = undefined;
    },
  };
}

/**
 * Whether a quote after this byte begins a cell in quotes, or goes on with one in which it is doubled; in the
 * middle of other text it is a character like others. Letters and digits are what it follows there.
 */
const opensCell = (before: number | undefined): boolean =>
  before === undefined || before === QUOTE || !isWord(before);

const isWord = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte >= 0x80;

/** The first end of line outside of quotes; none if the bytes do not show it. */
function firstEnd(bytes: Buffer): typeof LF | typeof CR | undefined {
  let isInQuotes = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) isInQuotes = !isInQuotes && opensCell(bytes[i - 1]);
    else if (isInQuotes) continue;
    else if (byte === LF) return LF;
    else if (byte === CR && i + 1 < bytes.length) return bytes[i + 1] === LF ? LF : CR;
  }
  return undefined;
}
