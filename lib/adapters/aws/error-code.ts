/** Longest code that is passed on, in characters. */
const MAX_CODE = 64;

/**
 * What an error is called, for counting: the code that we or Node gave it, the name that AWS gave it, or
 * the name of its class. Never a text of its message, which may hold anything.
 */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const { code } = error as { readonly code?: unknown };
  const named = typeof code === 'string' ? code : error.name;
  return named.length <= MAX_CODE && /^[A-Za-z][\w.]*$/.test(named) ? named : 'UNKNOWN';
}
