import { chmodSync, fchmodSync, mkdirSync, openSync } from 'node:fs';

/** Opens a file to add to that nobody else may read: logs of a run hold what was sent. */
export function openPrivate(file: string): number {
  const descriptor = openSync(file, 'a', 0o600);
  fchmodSync(descriptor, 0o600); // it may have been there
  return descriptor;
}

/** Makes a folder that nobody else may enter. */
export function privateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
}
