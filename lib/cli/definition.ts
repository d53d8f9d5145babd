import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DefinitionError } from '../errors/definition-error.ts';
import type { Pipeline } from '../pipeline/definition/definition.ts';
import { definitionReference, pipelineIn } from '../pipeline/definition/definition-module.ts';
import { moduleFault } from './module-fault.ts';
import { UsageError } from './usage-error.ts';

/** Environment variable that names the definition when no option does. */
export const DEFINITION_VARIABLE = 'MILLRACE_PIPELINE';

/**
 * The pipeline that a command is about: of `--pipeline`, else of `MILLRACE_PIPELINE`, else the one in
 * the context of `cdk.json`, so that tool and deployment mean the same.
 *
 * @throws {@link UsageError} if none is named or the module is not there
 */
export async function loadDefinition(option: string | undefined): Promise<Pipeline> {
  const text = option ?? process.env[DEFINITION_VARIABLE] ?? fromCdkJson();
  if (text === undefined) {
    throw new UsageError(
      '--pipeline: no definition is named; got nothing, expected a module such as examples/retail/pipeline.ts; name it, or run this where cdk.json is',
    );
  }
  const reference = definitionReference(text);
  const module = await importModule(reference.path);
  return pipelineIn(module, reference).pipeline;
}

function fromCdkJson(): string | undefined {
  try {
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as {
      readonly context?: { readonly pipeline?: string };
    };
    return context?.pipeline;
  } catch {
    return undefined; // no cdk.json here: the option must say
  }
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  const absolute = resolve(path);
  try {
    readFileSync(absolute);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `--pipeline: the module cannot be read; got "${path}" (${why}), expected the path of a TypeScript module; correct the path`,
    );
  }
  try {
    return (await import(pathToFileURL(absolute).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof DefinitionError) throw error;
    throw new UsageError(moduleFault(path, error));
  }
}
