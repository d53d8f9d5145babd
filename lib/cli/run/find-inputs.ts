import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { findFiles, type InputFile, type NamedFiles } from '../input/find-files.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The files that options name: `stream=path`, where a path may be a folder or a pattern.
 *
 * @throws {@link UsageError}
 */
export const findInputs = (
  pipeline: Pipeline,
  options: readonly string[],
): Promise<readonly InputFile[]> =>
  findFiles(
    options.map((text) => inputOf(pipeline, text)),
    '--input',
  );

function inputOf(pipeline: Pipeline, text: string): NamedFiles {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  const stream = pipeline.streams.find((each) => each.name === name);
  if (at > 0 && stream !== undefined) return { stream, path: text.slice(at + 1) };
  const names = pipeline.streams.map((each) => each.name).join(', ');
  throw new UsageError(
    `--input: is not a stream and its file; got "${text}", expected <stream>=<file> with one of the streams ${names}; write it so`,
  );
}
