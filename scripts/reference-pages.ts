import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { AGGREGATE_DEFAULTS, AGGREGATE_LIMITS } from '../lib/core/aggregators/defaults.ts';
import { MAX_DECIMAL_SCALE } from '../lib/core/field-type.ts';
import { STATE_LIMITS } from '../lib/core/operators/limits.ts';
import { MAX_PANES } from '../lib/core/windows/event-windows.ts';
import { MAX_WINDOWS_PER_EVENT } from '../lib/core/windows/window.ts';
import { TABLE_DEFAULTS } from '../lib/pipeline/builder/join.ts';
import { MONITOR_DEFAULTS } from '../lib/pipeline/builder/monitor.ts';
import { STREAM_DEFAULTS } from '../lib/pipeline/builder/source-stream.ts';
import { VIEW_DEFAULTS } from '../lib/pipeline/builder/view.ts';

const ROOT = join(import.meta.dirname, '..');

/** Constants that doc comments name and readers of the reference see as numbers. */
const CONSTANTS: Readonly<Record<string, unknown>> = {
  ...{ AGGREGATE_DEFAULTS, AGGREGATE_LIMITS, STATE_LIMITS, TABLE_DEFAULTS, MONITOR_DEFAULTS },
  ...{ VIEW_DEFAULTS, STREAM_DEFAULTS, MAX_DECIMAL_SCALE, MAX_WINDOWS_PER_EVENT, MAX_PANES },
};

/** Parts of definitions and plans that tools read and authors do not. */
const FOR_TOOLS = [
  ...['Flow', 'KeyedFlow', 'SourceStream', 'ViewDefinition', 'PatternSpec', 'PatternFunction'],
  ...['LanePlan', 'StreamPlan', 'Undeployable', 'ViewPlan', 'DEFINITION_ERROR_CODES'],
  ...['OptionalNames', 'ValueOf', 'Prefixed', 'Maybe', 'JoinType', 'Values', 'Plain'],
];

const OPTIONS: TypeDocOptions & Partial<PluginOptions> = {
  entryPoints: ['lib/index.ts', 'lib/testing/index.ts', 'lib/client/index.ts', 'lib/cdk.ts'].map(
    (file) => join(ROOT, file),
  ),
  tsconfig: join(ROOT, 'tsconfig.build.json'),
  plugin: ['typedoc-plugin-markdown'],
  router: 'module',
  readme: 'none',
  name: 'Reference',
  ...{ disableSources: true, skipErrorChecking: true, cleanOutputDir: true, gitRevision: 'main' },
  ...{ excludeExternals: true, excludePrivate: true, excludeInternal: true },
  ...{ hideBreadcrumbs: true, hidePageHeader: true, useCodeBlocks: true },
  ...{ parametersFormat: 'table', interfacePropertiesFormat: 'table' },
  ...{ propertyMembersFormat: 'table', typeDeclarationFormat: 'table' },
  ...{ classPropertiesFormat: 'table', tableColumnSettings: { hideModifiers: true } },
  intentionallyNotExported: FOR_TOOLS,
  validation: { notDocumented: true, notExported: true, invalidLink: true, rewrittenLink: true },
};

/** A member of a type without a name is described by what has the type; `Omit` drops comments. */
const OF_UNNAMED_TYPE = /(\.__type\.\w+|CustomAggregator\.isCapped) \(Property\)/;

/** Pages of the reference by their paths, and what is undocumented or not exported in it. */
export interface Reference {
  readonly pages: Readonly<Record<string, string>>;
  readonly faults: string[];
}

/** Makes the reference of what the package exports, from the comments in its sources. */
export async function reference(): Promise<Reference> {
  const faults: string[] = [];
  const app = await Application.bootstrapWithPlugins(OPTIONS as TypeDocOptions);
  const note = (message: string): void => {
    if (!OF_UNNAMED_TYPE.test(message)) faults.push(message);
  };
  Object.assign(app.logger, { warn: note, error: note, info: () => undefined });
  const project = await app.convert();
  if (project === undefined) throw new Error(`the sources cannot be read: ${faults.join('\n')}`);
  app.validate(project);
  const folder = mkdtempSync(join(tmpdir(), 'millrace-reference-'));
  try {
    app.options.setValue('out', folder);
    await app.generateOutputs(project);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    const pages = files
      .filter((file) => file.endsWith('.md'))
      .map((file) => [file, page(readFileSync(join(folder, file), 'utf8'))] as const);
    return { pages: Object.fromEntries(pages), faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Text of a page with numbers in place of the names of constants. */
const page = (markdown: string): string =>
  markdown
    .replaceAll('| `undefined` |', '| - |')
    .replaceAll(/`([A-Z][A-Z_]+)(?:\.(\w+))?`/g, (text, name: string, key?: string) => {
      if (!Object.hasOwn(CONSTANTS, name)) return text;
      const constant = CONSTANTS[name];
      const value = key === undefined ? constant : (constant as Record<string, unknown>)[key];
      if (value === undefined) throw new Error(`a comment names ${text}, which is no constant`);
      return Array.isArray(value)
        ? value.map((each) => `\`${each}\``).join(' to ')
        : `\`${value}\``;
    });
