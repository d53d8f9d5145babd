import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runMillrace } from '../support/cli/millrace-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

const MISTAKES = {
  'a syntax error': ['const a = 1;\n', 'const = 2;\n', ':2'],
  'a package that is not there': ['import { x } from "no-such-package";\n', 'export { x };\n', ''],
  'an error that it throws': ['const a = undefined;\n', 'a.stream();\n', ':2:3'],
} as const;

describe('a definition that cannot be loaded', () => {
  test.each(Object.entries(MISTAKES))(
    'with %s says in which file and line',
    async (name, parts) => {
      const [first, second, line] = parts;
      const file = join(folder, `${name.replaceAll(' ', '-')}.ts`);
      writeFileSync(file, first + second);

      const { status, err } = await runMillrace(['explain', '--pipeline', file]);

      expect(err).toContain(`${file}${line}`);
      expect(err).toContain('the module cannot be loaded');
      expect(err).not.toContain('unforeseen');
      expect(status).toBe(2);
    },
  );
});
