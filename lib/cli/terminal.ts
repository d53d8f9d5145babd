import { terminalText } from './sinks/terminal-text.ts';

/** Where a command writes: data on one side, words for people on the other. */
export interface Terminal {
  /** One line of data, on standard output. */
  out(line: string): void;
  /** One line of words, on standard error. */
  err(line: string): void;
  /** Replaces the last progress line if a person is watching; otherwise says nothing. */
  progress(line: string): void;
  /** Characters in a line. */
  readonly width: number;
  readonly hasColor: boolean;
}

/** Lines that come together are written together, up to so many characters. */
const MOST_WAITING = 1 << 16;

/** The terminal of this process: nothing that is written to it can steer it. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  let hasProgress = false;
  let waiting = '';
  stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    const [got, expected] =
      code === 'EPIPE'
        ? ['a pipe that nobody reads any more', 'a reader of all of it']
        : [terminalText(message), 'room for it'];
    stderr.write(
      `millrace: the output cannot be written; got ${got}, expected ${expected}; what is there is not complete\n`,
    );
    process.exit(1);
  });
  stderr.on('error', () => {}); // nobody hears the words: what is done goes on without them
  const hasColor = stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '';
  const clear = (): void => {
    if (hasProgress) stderr.write('\r\u001b[2K');
    hasProgress = false;
  };
  const flush = (): void => {
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    stdout.write(text);
  };
  process.on('exit', flush);
  return {
    out: (line) => {
      clear();
      if (waiting === '') setImmediate(flush);
      waiting += `${terminalText(line, hasColor)}\n`;
      if (waiting.length >= MOST_WAITING) flush();
    },
    err: (line) => {
      clear();
      flush();
      stderr.write(`${terminalText(line)}\n`);
    },
    progress: (line) => {
      if (!stderr.isTTY) return;
      flush();
      const text = terminalText(line.replace(/\s/g, ' '));
      stderr.write(`\r\u001b[2K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
      hasProgress = true;
    },
    width: stdout.columns ?? 100,
    hasColor,
  };
}
