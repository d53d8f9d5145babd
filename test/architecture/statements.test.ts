import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { allCommands } from '../../lib/cli/all-commands.ts';
import { program } from '../../lib/cli/program.ts';
import { commandsBelow } from '../../lib/cli/reference.ts';
import { LAKE_DEFAULTS } from '../../lib/constructs/lake-bucket.ts';
import { STAGES } from '../../lib/constructs/stages.ts';
import { COMPUTE_OUTPUTS, DATA_OUTPUTS } from '../../lib/pipeline/deployed/resource-names.ts';
import { ARCHIVE_LIMITS } from '../../lib/runtime/archive/archive-lane.ts';
import { CLAIM_LASTS } from '../../lib/runtime/batch/coverage.ts';
import { recordingTerminal } from '../support/cli/recording-terminal.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].filter((file) => existsSync(join(ROOT, file))),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Everything that looks like a file of this repository, in backticks. */
const FILE = /`((?:lib|test|docs|scripts|lambdas|bench|examples|bin)\/[\w./@-]+\.\w+)`/g;

const terminal = recordingTerminal();
const root = program({ terminal, commands: await allCommands({ terminal }) });
const commands = new Map(commandsBelow(root).map(({ path, command }) => [path, command]));
const scripts = Object.keys(
  (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts,
);

/** What of the commands that a text shows does not exist: `millrace dlq redrive --wrong`. */
function unknownIn(text: string): string[] {
  return [...text.matchAll(/npx millrace ([^`|;&#\n)]*)/g)].flatMap(([whole, rest = '']) => {
    const words = rest.trim().split(/\s+/);
    const path = commandOf(words);
    const command = commands.get(path);
    if (command === undefined) return words[0]?.startsWith('<') ? [] : [whole];
    const options = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.split('=')[0]);
    const known = [...command.options, ...root.options].flatMap(({ long }) => long ?? []);
    return options
      .filter((option) => ![...known, '--help'].includes(option ?? ''))
      .map((option) => `${path} ${option}`);
  });
}

/** The longest name of a command that words begin with. */
function commandOf(words: readonly string[]): string {
  const two = `millrace ${words[0]} ${words[1]}`;
  return commands.has(two) ? two : `millrace ${words[0]}`;
}

describe('what the documents say', () => {
  test.each(pages)('names files that there are: %s', (page) => {
    const text = read(page);
    const links = [
      ...text.replaceAll(/^```.*?^```/gms, '').matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g),
    ].flatMap(([, target = '']) =>
      existsSync(resolve(ROOT, dirname(page), target)) ? [] : [target],
    );
    const files = [...text.matchAll(FILE)].flatMap(([, file = '']) =>
      existsSync(join(ROOT, file)) ? [] : [file],
    );

    expect([...links, ...files]).toEqual([]);
  });

  test.each(pages)('names commands and scripts that there are: %s', (page) => {
    const text = read(page);
    const runs = [...text.matchAll(/npm run ([\w-]+)/g)].flatMap(([, name = '']) => name);

    expect(unknownIn(text)).toEqual([]);
    expect(runs.filter((name) => ![...scripts, 'types'].includes(name))).toEqual([]);
  });

  test('docs/architecture.md says what each folder may import, as the rules do', async () => {
    const path = join(ROOT, '.dependency-cruiser.mjs');
    const rules = (await import(path)).default.forbidden as { name: string; comment: string }[];
    const rows = rules.flatMap(({ name, comment }) => {
      const [, folder] = /^(.*)-imports-only-what-it-may$/.exec(name) ?? [];
      const [, others = ''] = /from itself and from: (.*)\.$/.exec(comment) ?? [];
      const may = others === 'nothing' ? others : others.replaceAll(/[\w-]+/g, '`$&`');
      return folder === undefined ? [] : [{ folder, may }];
    });
    const page = read('docs/architecture.md').split('\n');

    const said = rows.map(({ folder }) => ({
      folder,
      may: page.find((line) => line.startsWith(`| \`lib/${folder}\` |`))?.split(' | ')[2],
    }));

    expect(said).toEqual(rows.map(({ folder, may }) => ({ folder, may: `${may} |` })));
  });

  test('docs/deploying.md names every output of the stacks', () => {
    const page = read('docs/deploying.md');
    const outputs = [...Object.values(DATA_OUTPUTS), ...Object.values(COMPUTE_OUTPUTS)];

    expect(outputs.filter((output) => !page.includes(`\`${output}\``))).toEqual([]);
  });

  test('docs/recovery.md says how far back one can go', () => {
    const page = read('docs/recovery.md').replaceAll('\n', ' ');
    const { dev, prod } = STAGES;

    const hours = dev?.streamRetention.toHours();
    const days = prod?.streamRetention.toDays();
    expect(page).toContain(`for ${hours} hours on \`dev\`, for ${days} days on \`prod\``);
    expect(page).toContain(`a version for ${LAKE_DEFAULTS.oldVersionsForDays} days`);
  });

  test('the decisions name the numbers that hold', () => {
    const { rowsPerObject, bytesPerObject } = ARCHIVE_LIMITS;
    const chain = `at ${rowsPerObject.toLocaleString('en')} rows or ${bytesPerObject / 2 ** 20} MiB`;

    expect(read('docs/adr/0009-archive-chain.md')).toContain(chain);
    expect(CLAIM_LASTS / 3_600_000).toBe(6);
    expect(read('docs/adr/0060-batch-runs.md')).toContain('It ends after six hours.');
  });
});
