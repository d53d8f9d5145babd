/** What of a file is not as its format says. Thrown where it is found; the reader says where that is. */
export class Unsound extends Error {
  override readonly name = 'Unsound';
  readonly got: string;
  readonly expected: string;

  constructor(got: string, expected: string) {
    super(`got ${got}, expected ${expected}`);
    this.got = got;
    this.expected = expected;
  }
}

/** A part that has to be held at once and is too large for that. */
export class TooLarge extends Unsound {}

/**
 * What the library makes of bytes.
 *
 * @throws {@link Unsound} instead of what happens in it when they are other bytes than it expects
 */
export function damaged<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new Unsound(`${what} whose parts do not fit together`, 'one as Parquet defines it');
  }
}
