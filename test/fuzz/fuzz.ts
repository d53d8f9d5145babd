import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BOUNDS, SEEDS_AT_ONCE } from './bounds.ts';
import { LARGE_SHAPES, type LargeShape, writeShape } from './large-files.ts';

/** What was found, and the most memory that any process took. */
export interface Fuzzed {
  readonly findings: readonly string[];
  /** Megabytes. */
  readonly residentMb: number;
}

export interface FuzzOptions {
  /** The first seed, and how many. */
  readonly from: number;
  readonly seeds: number;
  /** Shapes that are read besides. */
  readonly shapes?: readonly LargeShape[];
  /** Told what was read, and what it took. */
  readonly onProgress?: (what: string) => void;
}

const CHILD = join(import.meta.dirname, 'child.ts');

/** Reads hostile files by `run` and `produce`, in processes of bounded memory and time. */
export async function fuzz({
  from,
  seeds,
  shapes = LARGE_SHAPES,
  onProgress = () => {},
}: FuzzOptions): Promise<Fuzzed> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-fuzz-'));
  const findings: string[] = [];
  let residentMb = 0;

  function read(what: string, args: readonly string[]): void {
    const { stdout, stderr, status, signal } = spawnSync(
      process.execPath,
      [
        `--max-old-space-size=${BOUNDS.heapMb}`,
        '--disable-warning=ExperimentalWarning',
        CHILD,
        ...args,
      ],
      {
        encoding: 'utf8',
        timeout: BOUNDS.seconds * 1_000,
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    );
    const took = Number(stderr.trim().split('\n').at(-1));
    residentMb = Math.max(residentMb, Number.isNaN(took) ? 0 : took);
    for (const line of stdout.split('\n')) if (line !== '') findings.push(`${what}: ${line}`);
    if (signal === 'SIGTERM') findings.push(`${what}: took more than ${BOUNDS.seconds} s`);
    else if (status !== 0) findings.push(`${what}: the process ended: ${stderr.slice(-2_000)}`);
    else if (took > BOUNDS.residentMb) findings.push(`${what}: took ${took} MB`);
    onProgress(`${what}: ${took} MB`);
  }

  try {
    for (let seed = from; seed < from + seeds; seed += SEEDS_AT_ONCE) {
      const count = Math.min(SEEDS_AT_ONCE, from + seeds - seed);
      read(`seeds ${seed} to ${seed + count - 1}`, ['seeds', folder, `${seed}`, `${count}`]);
    }
    for (const shape of shapes) {
      const path = join(folder, `large${shape.ending}`);
      await writeShape(shape, path);
      read(shape.name, ['file', path, '--max-record-bytes', '10485760']);
      rmSync(path);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { findings, residentMb };
}
