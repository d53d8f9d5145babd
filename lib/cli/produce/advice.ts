import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { formatLines, type LineSet, parseLines } from './line-set.ts';

/** Longest text of lines that is printed; longer ones go into a file. Characters. */
const LONGEST_PRINTED = 200;

/** The options that send these lines and no others. */
export function optionsFor(lines: LineSet): string {
  const text = formatLines(lines);
  const [first] = lines;
  if (lines.length === 1 && first?.to === Number.POSITIVE_INFINITY) {
    return `--from-line ${first.from}`;
  }
  if (text.length <= LONGEST_PRINTED) return `--lines ${text}`;
  const path = join(mkdtempSync(join(tmpdir(), 'millrace-')), 'lines');
  writeFileSync(path, `${text}\n`);
  return `--lines @${path}`;
}

/**
 * Lines that `--lines` names, in its text or, after an `@`, in a file.
 *
 * @throws {@link UsageError}
 */
export function linesOf(text: string): LineSet {
  if (!text.startsWith('@')) return parseLines(text, '--lines');
  const path = text.slice(1);
  try {
    return parseLines(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `--lines: the file cannot be read; got ${why}, expected lines such as 3,5-8,12-; correct the path`,
    );
  }
}
