import { glob, readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { SourceStream } from '../../pipeline/definition/definition.ts';
import { UsageError } from '../usage-error.ts';
import { partitionOf, type Texts } from './partition.ts';

/** Files of a stream, as somebody names them. */
export interface NamedFiles {
  readonly stream: SourceStream;
  /** A file, a folder, a pattern, or `-`. */
  readonly path: string;
}

/** One file of a stream. */
export interface InputFile {
  readonly stream: SourceStream;
  /** As it can be opened; `-` is standard input. */
  readonly path: string;
  /** What messages call it: short, and no two alike. */
  readonly name: string;
  /** Its path from the folder or the pattern that named it; empty for a file that was named itself. */
  readonly inner: string;
  /** What its path says of all its events. */
  readonly partition: Texts;
}

/** Most files of one command, as all of them are open at once. */
export const MOST_FILES = 1_000;

/**
 * The files of which each is named by its path, by a folder, or by a pattern. Files of a folder
 * come in the order of their paths; those whose names begin with a point or an underscore are not data.
 *
 * @param at - What named them, for messages, such as `--input`.
 * @throws {@link UsageError}
 */
export async function findFiles(
  named: readonly NamedFiles[],
  at: string,
): Promise<readonly InputFile[]> {
  const found: Omit<InputFile, 'name'>[] = [];
  for (const { stream, path } of named) {
    for (const { file, inner } of await filesOf(path, at)) {
      const said = stream.schema.foreign === undefined ? file : inner;
      found.push({ stream, path: file, inner, partition: partitionFor(stream, said) });
    }
  }
  if (found.length > MOST_FILES) {
    throw new UsageError(
      `${at}: names too many files; got ${found.length}, expected at most ${MOST_FILES}, as all are open at once; put small ones together first`,
    );
  }
  const bases = found.map(({ path }) => basename(path));
  return found.map((input, i) => {
    const base = bases[i] ?? input.path;
    const isOnly = bases.indexOf(base) === bases.lastIndexOf(base);
    const name = input.path === '-' ? 'standard input' : isOnly ? base : input.path;
    return { ...input, name };
  });
}

/** Of a schema that says its fields, only what is one of them. */
function partitionFor({ schema }: SourceStream, path: string): Texts {
  const all = partitionOf(path);
  if (schema.foreign !== undefined) return all;
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => Object.hasOwn(schema.fields, name)),
  );
}

const isData = (path: string): boolean =>
  path.split('/').every((part) => !/^[._]./.test(part) || /^_[^=]*=/.test(part));

interface Found {
  readonly file: string;
  readonly inner: string;
}

async function filesOf(path: string, at: string): Promise<readonly Found[]> {
  if (path === '-' || path === '/dev/stdin') return [{ file: '-', inner: '' }];
  const about = await stat(path).catch(() => undefined);
  if (about === undefined && /[*?[{]/.test(path)) {
    const files = await matching(path);
    if (files.length > 0) return files;
    throw new UsageError(
      `${at}: no file is called so; got "${path}", expected a pattern that a file matches; correct it`,
    );
  }
  // who opens it says why it cannot be read
  if (about?.isDirectory() !== true) return [{ file: path, inner: '' }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => isData(relative(path, file)));
  if (files.length > 0) return below(path, files);
  throw new UsageError(
    `${at}: the folder holds no file; got "${path}", expected files in it or below it; correct the path`,
  );
}

async function matching(pattern: string): Promise<readonly Found[]> {
  const files: string[] = [];
  for await (const file of glob(pattern)) if ((await stat(file)).isFile()) files.push(file);
  const [fixed = ''] = pattern.split(/[*?[{]/, 1);
  return below(fixed.slice(0, fixed.lastIndexOf('/') + 1), files);
}

const below = (folder: string, files: readonly string[]): readonly Found[] =>
  files.toSorted().map((file) => ({ file, inner: relative(folder, file) }));
