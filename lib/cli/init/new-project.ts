import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { packageRoot } from '../../package/package-root.ts';
import { UsageError } from '../usage-error.ts';

/** What a new project begins with, and what its README says of it. */
export const EXAMPLES = {
  retail: { stream: 'sales', view: 'sales_by_country' },
  fraud: { stream: 'payments', view: 'card_testing' },
  logs: { stream: 'requests', view: 'requests_by_route' },
} as const;

export type Example = keyof typeof EXAMPLES;

export interface NewProject {
  /** Folder to make; its last part is the name of the project. */
  readonly folder: string;
  readonly example: Example;
  /** What the project depends on: a version of this package, or where it is, as `npm install` takes it. */
  readonly millrace: string;
}

/** Files whose text says something of the project. */
const FILLED = ['package.json', 'README.md'];

/** Packages of a project that are as new as those that this package was tried with. */
const COMPANIONS = ['aws-cdk', 'aws-cdk-lib', 'constructs', 'typescript', '@types/node'];

/**
 * Makes a project: a definition, its test, sample data, an app of the CDK, a workflow.
 *
 * @returns Absolute path of its folder.
 * @throws {@link UsageError} if the folder has something in it, or its name is none for a package;
 *   nothing is written then.
 */
export function newProject({ folder, example, millrace }: NewProject): string {
  const target = resolve(folder);
  const name = basename(target);
  checkName(name);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new UsageError(
      `init: the folder is not empty; got ${target}, expected a new or an empty one; name another folder`,
    );
  }
  const templates = join(packageRoot(), 'templates');
  mkdirSync(target, { recursive: true });
  for (const part of ['project', example]) {
    cpSync(join(templates, part), target, { recursive: true });
  }
  renameSync(join(target, 'gitignore'), join(target, '.gitignore')); // npm packs no .gitignore
  const { stream, view } = EXAMPLES[example];
  const file = `data/${stream}.ndjson`;
  const said = {
    ...{ name, millrace, ...companions() },
    ...{ input: `${stream}=${file}`, input_stream: stream, input_file: file, view },
  };
  for (const each of FILLED) fill(join(target, each), said);
  return target;
}

function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,213}$/.test(name)) return;
  throw new UsageError(
    `init: no package can have that name; got "${name}", expected small letters, digits, dots, - and _, 214 at most; name another folder`,
  );
}

function companions(): Record<string, string> {
  const { devDependencies } = JSON.parse(
    readFileSync(join(packageRoot(), 'package.json'), 'utf8'),
  ) as { readonly devDependencies: Readonly<Record<string, string>> };
  return Object.fromEntries(COMPANIONS.map((name) => [name, devDependencies[name] ?? '*']));
}

function fill(file: string, said: Readonly<Record<string, string>>): void {
  const text = readFileSync(file, 'utf8');
  const filled = text.replaceAll(/\{\{([^}]+)\}\}/g, (whole, name: string) => said[name] ?? whole);
  writeFileSync(file, filled);
}
