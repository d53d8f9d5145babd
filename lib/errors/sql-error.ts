/** An engine does not run a query: it cannot be read, or names what is not there. */
export class SqlError extends Error {
  override readonly name = 'SqlError';

  /** @param said - In the words of the engine. */
  constructor(engine: string, said: string) {
    super(`${engine} refuses the query; got ${said}; correct it`);
  }
}
