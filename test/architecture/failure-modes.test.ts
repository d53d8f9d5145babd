import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FAULTS } from '../simulator/engine/chance.ts';
import { NO_ODDITIES } from '../simulator/scenario/generate.ts';

const TEST = join(import.meta.dirname, '..');
const text = readFileSync(join(TEST, '../docs/failure-modes.md'), 'utf8');

interface Row {
  readonly fault: string;
  readonly file: string;
  /** Part of the name of a test in it. */
  readonly named: string;
}

const rows: readonly Row[] = [
  ...text.matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]+ \| `([^`]+)` › ?([^|]*)\|$/gm),
].map(([, fault = '', file = '', named = '']) => ({ fault, file, named: named.trim() }));

const simulated = rows.flatMap(({ fault }) => /^`(\w+)`$/.exec(fault)?.[1] ?? []);

describe('docs/failure-modes.md', () => {
  test('has a row for every fault and oddity of the simulator, and no other', () => {
    expect(simulated.toSorted()).toEqual([...FAULTS, ...Object.keys(NO_ODDITIES)].sort());
  });

  test('reads every row that there is', () => {
    const lines = text.split('\n').filter((line) => /^\| .* › /.test(line));

    expect(rows).toHaveLength(lines.length);
  });

  test.each(rows)('$fault is shown by a test in $file', ({ file, named }) => {
    expect(named).not.toBe('');
    expect(existsSync(join(TEST, file))).toBe(true);
    expect(readFileSync(join(TEST, file), 'utf8')).toContain(named);
  });
});
