import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type InstallStep,
  installDynamodb,
  installKinesis,
  installPython,
} from './install-steps.ts';
import { withLock } from './lock.ts';
import { type Machine, thisMachine } from './machine.ts';
import { type LocalCloudPaths, localCloudPaths, SOURCES } from './paths.ts';

export interface InstallOptions {
  readonly machine?: Machine;
  /** Told what is being done, in words for people. */
  readonly report?: (line: string) => void;
}

const stamp = (paths: LocalCloudPaths, name: string) => join(paths.installation, `${name}.done`);

function steps(paths: LocalCloudPaths, machine: Machine): readonly InstallStep[] {
  return [
    installPython(paths, machine),
    installKinesis(paths, machine),
    installDynamodb(paths, machine),
  ];
}

function isDone(paths: LocalCloudPaths, { name, proofs }: InstallStep): boolean {
  return existsSync(stamp(paths, name)) && proofs.every((proof) => existsSync(proof));
}

/** Copied, so that a running local cloud does not change when the sources do. */
function copyPlugin(paths: LocalCloudPaths): void {
  if (existsSync(paths.plugin)) return;
  const half = `${paths.plugin}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  cpSync(SOURCES.plugin, join(half, 'millrace_local_cloud'), {
    recursive: true,
    filter: (source) => !source.endsWith('__pycache__'),
  });
  renameSync(half, paths.plugin);
}

/** Removes copies of the plug-in that nobody runs; to be called while no local cloud is running. */
export function removeOldPlugins(paths: LocalCloudPaths): void {
  for (const name of readdirSync(paths.root)) {
    const folder = join(paths.root, name);
    if (name.startsWith('plugin-') && folder !== paths.plugin) rmSync(folder, { recursive: true });
  }
}

/** Whether {@link ensureInstalled} would have nothing to download. */
export function isInstalled(machine: Machine = thisMachine): boolean {
  const paths = localCloudPaths(machine.env);
  return steps(paths, machine).every((step) => isDone(paths, step));
}

/** {@link ensureInstalled} for a caller that holds the lock. */
export async function install(paths: LocalCloudPaths, options: InstallOptions): Promise<void> {
  const { machine = thisMachine, report = () => {} } = options;
  mkdirSync(paths.installation, { recursive: true });
  for (const step of steps(paths, machine)) {
    if (isDone(paths, step)) continue;
    report(`installing ${step.says} (log: ${paths.installLog})`);
    rmSync(stamp(paths, step.name), { force: true });
    for (const folder of step.folders) rmSync(folder, { recursive: true, force: true });
    await step.install();
    writeFileSync(stamp(paths, step.name), `${new Date().toISOString()}\n`);
  }
  copyPlugin(paths);
}

/**
 * Lays out everything that the local cloud needs, in a cache folder outside the repository.
 *
 * Each part is marked as done when it is complete: what was interrupted is done again, what is
 * done is left alone. The folder is named after what was asked for, so a version with other
 * requirements gets a folder of its own. Two processes do not install at once.
 *
 * @throws {@link LocalCloudError} if Python, npm or Java are missing, or a download fails.
 */
export async function ensureInstalled(options: InstallOptions = {}): Promise<LocalCloudPaths> {
  const { machine = thisMachine, report = () => {} } = options;
  const paths = localCloudPaths(machine.env);
  if (isInstalled(machine) && existsSync(paths.plugin)) return paths;
  const onWait = (purpose: string, pid: number) => report(`waiting for process ${pid}, ${purpose}`);
  const lock = { file: paths.lock, purpose: 'installing the local cloud', onWait };
  await withLock(lock, () => install(paths, options));
  return paths;
}
