/** A question that cannot be answered as it is asked; the message says what to ask instead. */
export class QueryError extends Error {
  /** Always the same: what kind of error it is. */
  override readonly name = 'QueryError';
}
