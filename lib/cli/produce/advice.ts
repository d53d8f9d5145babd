import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { formatLines, type LineSet, linesFrom, parseLines } from '../input/line-set.ts';
import { UsageError } from '../usage-error.ts';

/** Longest text of lines that is printed; longer ones go into a file. Characters. */
const LONGEST_PRINTED = 200;

/** Lines of a file. */
export interface FileLines {
  readonly path: string;
  readonly lines: LineSet;
}

/** The options that send these lines of these files and no others; of several files, each has its own. */
export function optionsFor(files: readonly FileLines[]): string {
  const [only, ...others] = files;
  if (only === undefined || others.length > 0) {
    const left = files.filter(({ lines }) => lines.length > 0);
    return written(left.map(({ path, lines }) => `${formatLines(lines)} ${absolute(path)}`));
  }
  const { lines } = only;
  const text = formatLines(lines);
  const [first] = lines;
  if (lines.length === 1 && first?.to === Number.POSITIVE_INFINITY) {
    return `--from-line ${first.from}`;
  }
  return text.length <= LONGEST_PRINTED ? `--lines ${text}` : written([text]);
}

function written(lines: readonly string[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'millrace-')), 'lines');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return `--lines @${path}`;
}

const absolute = (path: string): string => (path === '-' ? path : resolve(path));

export interface AskedLines {
  readonly fromLine?: number | undefined;
  readonly lines?: string | undefined;
}

/**
 * The lines of each file that `--from-line` or `--lines` mean, the latter in its text or, after an `@`, in a file: there
 * each file may have a row of its own, which says its lines and then its path. Files of which nothing is meant are left out.
 *
 * @throws {@link UsageError}
 */
export function wantedLines<F extends Pick<FileLines, 'path'>>(
  files: readonly F[],
  { fromLine, lines: said }: AskedLines,
): readonly (F & FileLines)[] {
  const ofAll = (lines: LineSet) => files.map((file) => ({ ...file, lines }));
  if (said === undefined && fromLine === undefined) return ofAll(linesFrom(1));
  const { text, at } = textOf(said ?? `${fromLine}-`);
  const rows = text.split('\n').flatMap((row) => {
    const [, lines, path] = /^([\d,-]+) +(\S.*)$/.exec(row.trim()) ?? [];
    return lines === undefined || path === undefined
      ? []
      : [{ path, lines: parseLines(lines, at) }];
  });
  if (rows.length === 0) {
    if (files.length === 1) return ofAll(parseLines(text, at));
    throw new UsageError(
      `${said === undefined ? '--from-line' : '--lines'}: says no file; got lines for ${files.length} files, expected one file, or a file after @ in which each row holds lines and then a path; send one file at a time, or write such rows`,
    );
  }
  const unknown = rows.find(({ path }) => !files.some((file) => absolute(file.path) === path));
  if (unknown !== undefined) {
    throw new UsageError(
      `${at}: names a file that is not sent; got ${unknown.path}, expected one of the ${files.length} that are; name the same files as before`,
    );
  }
  return files.flatMap((file) =>
    rows
      .filter(({ path }) => path === absolute(file.path))
      .map(({ lines }) => ({ ...file, lines })),
  );
}

function textOf(said: string): { readonly text: string; readonly at: string } {
  if (!said.startsWith('@')) return { text: said, at: '--lines' };
  const path = said.slice(1);
  try {
    return { text: readFileSync(path, 'utf8'), at: path };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `--lines: the file cannot be read; got ${why}, expected lines such as 3,5-8,12-; correct the path`,
    );
  }
}
