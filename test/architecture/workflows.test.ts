import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const workflows = readdirSync(join(ROOT, '.github/workflows'));

describe('workflows', () => {
  test.each(workflows)('run what a pull request must pass: %s', (file) => {
    expect(read(`.github/workflows/${file}`)).toContain('- run: .ci/run\n');
  });

  test.each(workflows)('may write nothing into the repository: %s', (file) => {
    const text = read(`.github/workflows/${file}`);

    expect(text).toContain('\npermissions:\n  contents: read\n');
    expect(text.match(/: write/g) ?? []).toEqual(file === 'release.yml' ? [': write'] : []);
  });

  test('publish with provenance, and only what the tag says', () => {
    const text = read('.github/workflows/release.yml');

    expect(text).toContain('npm publish --provenance');
    expect(text).toContain('id-token: write');
    expect(text.indexOf('.ci/run')).toBeLessThan(text.indexOf('npm publish'));
    expect(text).toContain('= "$GITHUB_REF_NAME"');
  });
});
