/** Our own promise is broken. Names the law, so that a report can be acted on. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';

  /** @param law - Number of the law in `docs/laws.md`, such as `L8`. */
  constructor(law: string, message: string) {
    super(`${message}; this breaks law ${law}: please report it with the log of this invocation`);
  }
}
