/**
 * What a caller of Lambda sees of an error.
 *
 * @param {unknown} error - Whatever was thrown; not always an `Error`.
 * @param {string} [type] - Replaces the error's own name.
 */
export function describeError(error, type) {
  if (!(error instanceof Error)) {
    return { errorType: type ?? typeof error, errorMessage: String(error), trace: [] };
  }
  const trace = String(error.stack ?? '').split('\n');
  return { errorType: type ?? error.name, errorMessage: error.message, trace };
}
