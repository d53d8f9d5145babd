import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { initCommand } from '../../../lib/cli/commands/init.ts';
import { EXAMPLES } from '../../../lib/cli/init/new-project.ts';
import { cliOf } from '../../support/cli/run-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const millrace = cliOf((terminal) => [initCommand({ terminal })]);
const folder = temporaryFolder();

describe('millrace init', () => {
  test.each(Object.entries(EXAMPLES))(
    'makes a project of %s',
    async (example, { stream, view }) => {
      const target = join(folder, `my-${example}`);
      const { exitCode, out, err } = await millrace('init', target, '--example', example);

      expect({ exitCode, out }).toEqual({ exitCode: 0, out: [target] });
      expect(err.join('\n')).toContain('npm install && npm test && npm start');
      expect(readdirSync(target, { recursive: true }).map(String).sort()).toEqual([
        ...['.github', '.github/workflows', '.github/workflows/ci.yml', '.gitignore'],
        ...['README.md', 'app.ts', 'cdk.json', 'data', `data/${stream}.ndjson`],
        ...['package.json', 'pipeline.ts', 'test', 'test/pipeline.test.ts', 'tsconfig.json'],
      ]);
      const readme = readFileSync(join(target, 'README.md'), 'utf8');
      expect(readme).toContain(`millrace produce ${stream} data/${stream}.ndjson`);
      expect(readme).toContain(`millrace query ${view} `);
      for (const file of ['README.md', 'package.json']) {
        expect(readFileSync(join(target, file), 'utf8')).not.toContain('{{');
      }
    },
  );

  test('depends on this version, or on what it is told', async () => {
    const target = join(folder, 'told');
    await millrace('init', target, '--millrace', 'file:../millrace.tgz');
    const own = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
    const made = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Manifest;

    expect(made.name).toBe('told');
    expect(made.dependencies['millrace']).toBe('file:../millrace.tgz');
    expect(made.dependencies['aws-cdk-lib']).toBe(own.devDependencies['aws-cdk-lib']);
  });

  test('writes nothing into a folder that has something, or under a name that is none', async () => {
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'mine.txt'), 'mine');

    const refused = await millrace('init', full);
    expect(refused.exitCode).toBe(2);
    expect(refused.err.join('\n')).toContain('the folder is not empty');
    expect(readdirSync(full)).toEqual(['mine.txt']);

    const unnamed = await millrace('init', join(folder, 'My Shop'));
    expect(unnamed.exitCode).toBe(2);
    expect(unnamed.err.join('\n')).toContain('"My Shop"');
    expect(readdirSync(folder)).not.toContain('My Shop');
  });
});

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
