/** Somebody asked wrongly; nothing was tried. The command line ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
