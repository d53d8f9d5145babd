import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const document = readFileSync(join(ROOT, 'docs/semantics.md'), 'utf8');

const cases = ['conformance', 'conformance-own'].flatMap((folder) =>
  readdirSync(join(ROOT, 'test/golden', folder))
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const text = readFileSync(join(ROOT, 'test/golden', folder, name), 'utf8');
      return (JSON.parse(text) as { cases: { id: string }[] }).cases.map(({ id }) => id);
    }),
);
const named = [...document.matchAll(/`([a-z]+(?:-[a-z0-9]+)+)`/g)].map(([, id = '']) => id);

describe('docs/semantics.md', () => {
  test('names cases that exist', () => {
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((id) => !cases.includes(id))).toEqual([]);
  });
});
