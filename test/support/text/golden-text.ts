import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');

/** Compares a text with a file below `test/golden`, which is reviewed like code. */
export const expectGolden = (file: string, text: string): void =>
  expectDocument(join('test', 'golden', file), text);

/**
 * Compares a text with a file of the repository.
 *
 * `UPDATE_GOLDEN=1` writes it anew; CI never does.
 */
export function expectDocument(file: string, text: string): void {
  const path = join(ROOT, file);
  if (process.env['UPDATE_GOLDEN'] && !process.env['CI']) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${text}\n`);
  }
  expect(`${text}\n`).toBe(readFileSync(path, 'utf8'));
}
