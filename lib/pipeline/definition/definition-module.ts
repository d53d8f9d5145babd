import { DefinitionError } from '../../errors/definition-error.ts';
import type { Pipeline } from './definition.ts';

/** Which pipeline of which module: `examples/retail/pipeline.ts`, or `…/pipeline.ts#retail`. */
export interface DefinitionReference {
  /** Path as it was written. */
  readonly path: string;
  /** Name of the export; without it the only pipeline is meant. */
  readonly exportName: string | undefined;
}

/** Reads a reference as people write it on a command line. */
export function definitionReference(text: string): DefinitionReference {
  const hash = text.lastIndexOf('#');
  if (hash < 0) return { path: text, exportName: undefined };
  return { path: text.slice(0, hash), exportName: text.slice(hash + 1) };
}

/** A pipeline, and the name under which its module exports it. */
export interface ExportedPipeline {
  readonly exportName: string;
  readonly pipeline: Pipeline;
}

/**
 * The pipeline that is meant, among everything that a module exports.
 *
 * @throws {@link DefinitionError} `PIPELINE_NOT_FOUND`, `PIPELINE_AMBIGUOUS`
 */
export function pipelineIn(
  module: Readonly<Record<string, unknown>>,
  { path, exportName }: DefinitionReference,
): ExportedPipeline {
  const pipelines = Object.entries(module).filter((entry): entry is [string, Pipeline] =>
    isPipeline(entry[1]),
  );
  const names = pipelines.map(([name]) => name);
  if (exportName === undefined && new Set(pipelines.map(([, each]) => each)).size > 1) {
    throw new DefinitionError('PIPELINE_AMBIGUOUS', {
      at: path,
      problem: 'the module exports several pipelines, and which one is meant is not said',
      given: `the pipelines ${names.join(', ')}`,
      expected: 'the name of one of them',
      fix: `write ${names.map((name) => `${path}#${name}`).join(' or ')}`,
    });
  }
  const found =
    exportName === undefined ? pipelines[0] : pipelines.find(([name]) => name === exportName);
  if (found !== undefined) return { exportName: found[0], pipeline: found[1] };

  throw new DefinitionError('PIPELINE_NOT_FOUND', {
    at: exportName === undefined ? path : `${path} › ${exportName}`,
    problem: 'the module exports no such pipeline',
    given: names.length > 0 ? `the pipelines ${names.join(', ')}` : 'no pipeline at all',
    expected: exportName ?? 'at least one',
    fix: 'write export const shop = pipeline("shop", …), and name it with #shop if there are several',
  });
}

function isPipeline(value: unknown): value is Pipeline {
  if (typeof value !== 'object' || value === null) return false;
  const { name, streams, views } = value as Partial<Pipeline>;
  return typeof name === 'string' && Array.isArray(streams) && Array.isArray(views);
}
