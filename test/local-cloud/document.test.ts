import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { STAGES } from '../../lib/constructs/stages.ts';
import { LOCALSTACK_VERSION } from '../../lib/local-cloud/paths.ts';
import { PYTHON_MINORS } from '../../lib/local-cloud/python.ts';
import { DEFAULT_PORT } from '../../lib/local-cloud/settings.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/local-cloud.md'), 'utf8').replaceAll('\n', ' ');
const reader = readFileSync(
  join(root, 'lib/local-cloud/python/millrace_local_cloud/stream_reader.py'),
  'utf8',
);

const minutes = (stage: string, lane: 'speed' | 'exchange' | 'archive'): number =>
  STAGES[stage]?.functions[lane].timeout.toMinutes() ?? 0;

describe('the page about the local cloud', () => {
  test('says what LocalStack, Python and port are', () => {
    const pythons = PYTHON_MINORS.map((minor) => `3.${minor}`);

    expect(text).toContain(
      `[LocalStack](https://github.com/localstack/localstack) ${LOCALSTACK_VERSION}`,
    );
    expect(text).toContain(`Python ${pythons.slice(0, -1).join(', ')} or ${pythons.at(-1)}`);
    expect(text).toContain(`on port ${DEFAULT_PORT}`);
  });

  test('says how long the lanes may take, here and elsewhere', () => {
    const lanes = (['speed', 'exchange', 'archive'] as const).map((lane) => minutes('local', lane));

    expect(new Set(lanes)).toEqual(new Set([3]));
    expect(minutes('dev', 'speed')).toBe(1);
    expect(text).toContain(
      'the `local` stage gives its lanes 3 minutes, where the others give the speed lane 1',
    );
  });

  test('says how big a batch may be', () => {
    expect(reader).toContain('_PAYLOAD_BYTES = 6 * 1024 * 1024');
    expect(text).toContain('A batch has at most 6 MB');
  });
});
