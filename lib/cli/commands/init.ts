import { relative } from 'node:path';
import { Command, Option } from 'commander';
import { packageVersion } from '../../package/package-root.ts';
import type { CommandContext } from '../command-context.ts';
import { EXAMPLES, type Example, newProject } from '../init/new-project.ts';

interface Options {
  readonly example: Example;
  readonly millrace: string;
}

/** `millrace init <folder>` */
export const initCommand = ({ terminal }: CommandContext): Command =>
  new Command('init')
    .summary('make a new project')
    .description(
      'Makes a folder with a definition, its test, sample data, an app of the CDK, a CI workflow and a README. Installs nothing and asks nothing.',
    )
    .argument('<folder>', 'folder to make; its last part is the name of the project')
    .addOption(
      new Option('--example <name>', 'what it begins with')
        .choices(Object.keys(EXAMPLES))
        .default('retail'),
    )
    .addOption(
      new Option('--millrace <spec>', 'what it depends on, as npm install takes it').default(
        `^${packageVersion()}`,
        'this version',
      ),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx millrace init shop\n  $ npx millrace init alerts --example fraud && cd alerts && npm install && npm test',
    )
    .action((folder: string, { example, millrace }: Options) => {
      const target = newProject({ folder, example, millrace });
      terminal.out(target);
      terminal.err(
        `next: cd ${relative(process.cwd(), target) || '.'} && npm install && npm test && npm start`,
      );
    });
