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

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  let hasProgress = false;
  // `… | head` has read enough and has gone: that is no failure
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit();
  });
  const clear = (): void => {
    if (hasProgress) stderr.write('\r\u001b[2K');
    hasProgress = false;
  };
  return {
    out: (line) => {
      clear();
      stdout.write(`${line}\n`);
    },
    err: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    progress: (line) => {
      if (!stderr.isTTY) return;
      stderr.write(`\r\u001b[2K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
      hasProgress = true;
    },
    width: stdout.columns ?? 100,
    hasColor: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '',
  };
}
