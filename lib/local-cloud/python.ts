import { LocalCloudError } from './local-cloud-error.ts';
import type { Machine } from './machine.ts';

/** Minor versions of Python 3 on which the pinned LocalStack was seen to run. */
export const PYTHON_MINORS = [11, 12, 13] as const;

/** Names under which an interpreter is looked for, best first. */
const PYTHON_COMMANDS = ['python3.11', 'python3.12', 'python3.13', 'python3', 'python'];

/** `ensurepip` is a package of its own on Debian; without it no environment can be made. */
const PROBE = `
import importlib.util, sys
parts = ("venv", "ensurepip")
print(sys.version_info[0], sys.version_info[1], sys.executable)
print(" ".join(part for part in parts if importlib.util.find_spec(part) is None))
`;

export interface Python {
  /** Path of the interpreter itself, not of a shim. */
  readonly executable: string;
  /** Such as `3.11`. */
  readonly version: string;
}

interface Candidate extends Python {
  readonly fits: boolean;
  readonly missing: string;
}

async function probe(machine: Machine, command: string): Promise<Candidate | undefined> {
  const { status, stdout } = await machine.run(command, ['-c', PROBE]);
  const [first = '', missing = ''] = stdout.split('\n');
  const [, major, minor, executable] = /^(\d+) (\d+) (.+)$/.exec(first) ?? [];
  if (status !== 0 || executable === undefined) return undefined;
  const fits = major === '3' && PYTHON_MINORS.some((known) => known === Number(minor));
  return { executable, version: `${major}.${minor}`, fits, missing: missing.trim() };
}

function describe(candidates: readonly Candidate[]): string {
  if (candidates.length === 0) return 'none';
  return candidates
    .map(({ version, missing }) => (missing === '' ? version : `${version} without ${missing}`))
    .join(', ');
}

/**
 * The first interpreter on this machine that the local cloud runs on.
 *
 * `MILLRACE_PYTHON` names one to use instead of looking for it; it must fit all the same.
 *
 * @throws {@link LocalCloudError} `LOCAL_CLOUD_PYTHON_MISSING` if there is none.
 */
export async function findPython(machine: Machine): Promise<Python> {
  const chosen = machine.env['MILLRACE_PYTHON'];
  const seen: Candidate[] = [];
  for (const command of chosen === undefined ? PYTHON_COMMANDS : [chosen]) {
    const candidate = await probe(machine, command);
    if (candidate?.fits && candidate.missing === '') return candidate;
    if (candidate && !seen.some((other) => other.executable === candidate.executable)) {
      seen.push(candidate);
    }
  }
  const wanted = PYTHON_MINORS.map((minor) => `3.${minor}`).join(' or ');
  throw new LocalCloudError('LOCAL_CLOUD_PYTHON_MISSING', {
    at: chosen === undefined ? 'Python' : `MILLRACE_PYTHON=${chosen}`,
    problem: 'the local cloud has no interpreter to run on',
    given: describe(seen),
    expected: `Python ${wanted} with venv and ensurepip`,
    fix: 'install one (apt install python3.11 python3.11-venv, brew install python@3.13, pyenv install 3.11), or name one in MILLRACE_PYTHON',
  });
}
