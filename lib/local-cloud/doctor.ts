import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { findJava, findMaven, JAVA_MAJOR } from './java.ts';
import { LocalCloudError } from './local-cloud-error.ts';
import { type Machine, thisMachine } from './machine.ts';
import { localCloudPaths } from './paths.ts';
import { tryPort } from './ports.ts';
import { findPython, PYTHON_MINORS } from './python.ts';
import { DEFAULT_PORT } from './settings.ts';
import { type LocalCloudStatus, localCloudStatus } from './status.ts';

/** One thing that the tool needs, and how this machine stands. */
export interface Check {
  readonly name: string;
  /** `false` if the local cloud cannot run because of it. */
  readonly ok: boolean;
  readonly found: string;
  readonly needed: string;
  /** What to do; empty if nothing. */
  readonly fix: string;
}

const NODE_MAJOR = 24;
const NPM_MAJOR = 10;
/** Space for the installation and for what a run stores; measured, then doubled. */
const DISK_GIB = 1.5;

async function checkNode(): Promise<Check> {
  const ok = Number.parseInt(process.versions.node, 10) >= NODE_MAJOR;
  const fix = ok ? '' : 'run it as "npx millrace", which brings its own Node';
  const needed = `${NODE_MAJOR} or newer`;
  return { name: 'Node.js', ok, found: process.versions.node, needed, fix };
}

async function checkNpm(machine: Machine): Promise<Check> {
  const { status, stdout } = await machine.run('npm', ['--version']);
  const found = status === 0 ? stdout.trim() : 'none';
  const ok = Number.parseInt(found, 10) >= NPM_MAJOR;
  const fix = ok ? '' : 'install Node.js with npm (https://nodejs.org)';
  return { name: 'npm', ok, found, needed: `${NPM_MAJOR} or newer`, fix };
}

async function checkPython(machine: Machine): Promise<Check> {
  const needed = PYTHON_MINORS.map((minor) => `3.${minor}`).join(', ');
  try {
    const { version, executable } = await findPython(machine);
    return { name: 'Python', ok: true, found: `${version} (${executable})`, needed, fix: '' };
  } catch (error) {
    if (!(error instanceof LocalCloudError)) throw error;
    return { name: 'Python', ok: false, found: error.fault.given, needed, fix: error.fault.fix };
  }
}

const WITHOUT_MAVEN =
  'not needed if LocalStack can download; in a closed network install Java and Maven (apt install openjdk-17-jre-headless maven)';

async function checkJava(machine: Machine): Promise<Check> {
  const java = await findJava(machine);
  const found = java === undefined ? 'none' : `${java.version} (${java.home})`;
  const fix = java?.fits ? '' : WITHOUT_MAVEN;
  return { name: 'Java', ok: true, found, needed: `${JAVA_MAJOR} or newer, or downloads`, fix };
}

async function checkMaven(machine: Machine): Promise<Check> {
  const maven = await findMaven(machine);
  const fix = maven === undefined ? WITHOUT_MAVEN : '';
  return { name: 'Maven', ok: true, found: maven ?? 'none', needed: '3, or downloads', fix };
}

async function checkPort(isRunning: boolean): Promise<Check> {
  const free = isRunning || (await tryPort(DEFAULT_PORT)) !== undefined;
  const found = isRunning ? 'used by the local cloud' : free ? 'free' : 'taken';
  const fix = free ? '' : 'nothing to do: another port is chosen';
  return { name: `port ${DEFAULT_PORT}`, ok: true, found, needed: 'free, or another', fix };
}

function existingParent(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder)) return folder;
  }
}

async function checkDisk(root: string, isInstalled: boolean): Promise<Check> {
  const { bavail, bsize } = statfsSync(existingParent(root));
  const gib = (bavail * bsize) / 2 ** 30;
  const ok = isInstalled || gib >= DISK_GIB;
  const fix = ok ? '' : `make room there, or name another folder in MILLRACE_CACHE`;
  const found = `${gib.toFixed(1)} GiB free in ${root}`;
  return { name: 'disk', ok, found, needed: `${DISK_GIB} GiB`, fix };
}

/**
 * What this machine has of what the tool needs, and what to do about the rest.
 *
 * Installs nothing, starts nothing and never fails.
 */
export async function doctor(options: { readonly machine?: Machine } = {}): Promise<Check[]> {
  const { machine = thisMachine } = options;
  const { status, cache, state } = await localCloudStatus({ machine });
  const isInstalled = status !== 'not installed';
  return [
    ...(await Promise.all([
      checkNode(),
      checkNpm(machine),
      checkPython(machine),
      checkJava(machine),
      checkMaven(machine),
      checkPort(state !== undefined),
      checkDisk(localCloudPaths(machine.env).root, isInstalled),
    ])),
    {
      name: 'installation',
      ok: true,
      found: `${isInstalled ? 'complete' : 'none'} (${cache})`,
      needed: 'made by the first start',
      fix: '',
    },
    {
      name: 'local cloud',
      ok: status !== 'unhealthy',
      found: state === undefined ? status : `${status} at ${state.endpoint}`,
      needed: 'for produce, query and the demo',
      fix: fixOf(status),
    },
  ];
}

function fixOf(status: LocalCloudStatus['status']): string {
  if (status === 'running') return '';
  if (status === 'unhealthy') return 'npx millrace dev down, then npx millrace dev up';
  return status === 'starting' ? 'wait' : 'npx millrace dev up';
}
