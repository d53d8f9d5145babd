import { glob, readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Pipeline, SourceStream } from '../../pipeline/definition/definition.ts';
import { UsageError } from '../usage-error.ts';
import { partitionOf, type Texts } from './partition.ts';

/** One file of a stream. */
export interface RunInput {
  readonly stream: SourceStream;
  /** As it can be opened; `-` is standard input. */
  readonly path: string;
  /** What messages call it: short, and no two alike. */
  readonly name: string;
  /** What its path says of all its events. */
  readonly partition: Texts;
}

/** Most files of one run, as all of them are open at once. */
const MOST_FILES = 1_000;

/**
 * The files that options name: `stream=path`, where a path may be a folder or a pattern. Files of a folder
 * come in the order of their paths; those whose names begin with a point or an underscore are not data.
 *
 * @throws {@link UsageError}
 */
export async function findInputs(
  pipeline: Pipeline,
  options: readonly string[],
): Promise<readonly RunInput[]> {
  const found: Omit<RunInput, 'name'>[] = [];
  for (const text of options) {
    const { stream, path } = inputOf(pipeline, text);
    for (const file of await filesOf(path)) {
      const said = stream.schema.foreign === undefined ? file : relative(path, file);
      found.push({ stream, path: file, partition: partitionFor(stream, said) });
    }
  }
  if (found.length > MOST_FILES) {
    throw new UsageError(
      `--input: names too many files; got ${found.length}, expected at most ${MOST_FILES}, as all are open at once; put small ones together first`,
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

function inputOf(pipeline: Pipeline, text: string) {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  const stream = pipeline.streams.find((each) => each.name === name);
  if (at > 0 && stream !== undefined) return { stream, path: text.slice(at + 1) };
  const names = pipeline.streams.map((each) => each.name).join(', ');
  throw new UsageError(
    `--input: is not a stream and its file; got "${text}", expected <stream>=<file> with one of the streams ${names}; write it so`,
  );
}

const isData = (path: string): boolean =>
  path.split('/').every((part) => !/^[._]./.test(part) || /^_[^=]*=/.test(part));

async function filesOf(path: string): Promise<readonly string[]> {
  if (path === '-' || path === '/dev/stdin') return ['-'];
  const about = await stat(path).catch(() => undefined);
  if (about === undefined && /[*?[{]/.test(path)) {
    const files = await matching(path);
    if (files.length > 0) return files;
    throw new UsageError(
      `--input: no file is called so; got "${path}", expected a pattern that a file matches; correct it`,
    );
  }
  if (about?.isDirectory() !== true) return [path]; // who opens it says why it cannot be read
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => isData(relative(path, file)));
  if (files.length > 0) return files.toSorted();
  throw new UsageError(
    `--input: the folder holds no file; got "${path}", expected files in it or below it; correct the path`,
  );
}

async function matching(pattern: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern)) if ((await stat(file)).isFile()) files.push(file);
  return files.toSorted();
}
