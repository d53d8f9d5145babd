import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Stage } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ownSources } from '../package/own-entries.ts';

/** Where the functions find the definition that they run. */
export interface DefinitionModule {
  /** Absolute path of the module. */
  readonly path: string;
  /** Name under which it exports the pipeline. */
  readonly exportName: string;
}

/** What handlers import the definition as; `package.json` maps it to a default for tests and types. */
export const DEFINITION_IMPORT = '#pipeline';

/** Bundled CommonJS packages call `require`, which an ES module does not have. */
const REQUIRE = "import{createRequire as r}from'node:module';const require=r(import.meta.url);";

/**
 * How a handler becomes one file: the SDK and the definition in it, nothing read at run time.
 *
 * Bundles on this machine with the installed esbuild, so neither Docker nor a network is needed.
 */
export function bundlingOf(scope: Construct, definition: DefinitionModule): BundlingOptions {
  return {
    format: OutputFormat.ESM,
    target: 'node24',
    minify: true,
    sourceMap: true,
    sourcesContent: false,
    bundleAwsSDK: true,
    logLevel: LogLevel.WARNING,
    mainFields: ['module', 'main'],
    banner: REQUIRE,
    esbuildArgs: {
      '--alias': `${DEFINITION_IMPORT}=${definitionShim(scope, definition)}`,
      ...ownEntries(),
    },
  };
}

/** In a checkout, where nothing is built, a definition's `millrace` is the sources. */
function ownEntries(): Readonly<Record<string, string>> {
  const sources = ownSources();
  return sources === undefined ? {} : { '--alias:millrace': fileURLToPath(sources) };
}

/** A module that exports the chosen pipeline as `pipeline`, whatever its own module calls it. */
function definitionShim(scope: Construct, { path, exportName }: DefinitionModule): string {
  const folder = resolve(Stage.of(scope)?.outdir ?? 'cdk.out', 'definition');
  mkdirSync(folder, { recursive: true });
  const shim = resolve(folder, 'pipeline.mjs');
  const from = JSON.stringify(path.replaceAll('\\', '/'));
  writeFileSync(shim, `export { ${exportName} as pipeline } from ${from};\n`);
  return shim;
}
