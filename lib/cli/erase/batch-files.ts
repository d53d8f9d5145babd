import { LAKE_PREFIXES, resultsPrefix } from '../../pipeline/deployed/lake-prefixes.ts';
import type { Lake, LakeRemover } from '../../ports/lake.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import { runNames } from '../../runtime/batch/layout.ts';
import type { Manifest } from '../../runtime/batch/protocol.ts';

export interface BatchFilePorts {
  readonly lake: Lake & LakeRemover;
  readonly files: RunFiles;
}

/** What batch runs keep of a stream's events. */
export interface BatchFilesOf {
  readonly stream: string;
  /** Ids of the views that read it. */
  readonly views: readonly string[];
  /** The run that computes rows again; its files hold nothing of the subject. */
  readonly but: string;
}

/**
 * Removes what batch runs keep that may hold a subject: partial rows of runs that are done, everything
 * of runs that are not, which begin anew if they are asked for again, and results.
 *
 * @returns how many files there were.
 */
export async function removeBatchFiles(
  { lake, files }: BatchFilePorts,
  { stream, views, but }: BatchFilesOf,
): Promise<number> {
  let removed = 0;
  for await (const [run, names] of filesByRun(lake)) {
    if (run === but) continue;
    const isDone = names.includes(runNames.report(run));
    const meant = isDone || !(await reads(files, run, stream)) ? names.filter(holdsEvents) : names;
    await lake.remove(meant);
    removed += meant.length;
  }
  for (const view of views) {
    const prefix = resultsPrefix(view);
    const names = await namesBelow(lake, prefix);
    const meant = names.filter((name) => !name.startsWith(`${prefix}run=${but}/`));
    await lake.remove(meant);
    removed += meant.length;
  }
  return removed;
}

/** Partial rows and events, and what stopped a task, which may name a key. */
const holdsEvents = (name: string): boolean =>
  /\/map\/\d+\/(?:events|sql)-|\/failed\/[^/]*$/.test(name);

async function reads(files: RunFiles, run: string, stream: string): Promise<boolean> {
  const manifest = await files.read<Manifest>(runNames.manifest(run));
  return manifest === undefined || manifest.items.some((item) => item.stream === stream);
}

/** The files of one run after the other. */
async function* filesByRun(lake: Lake): AsyncGenerator<readonly [run: string, names: string[]]> {
  const { batch } = LAKE_PREFIXES;
  let [run, names]: [string, string[]] = ['', []];
  for await (const { name } of lake.list(batch)) {
    const of = name.slice(batch.length).split('/', 1)[0] ?? '';
    if (of !== run) {
      if (names.length > 0) yield [run, names];
      [run, names] = [of, []];
    }
    names.push(name);
  }
  if (names.length > 0) yield [run, names];
}

const namesBelow = async (lake: Lake, prefix: string): Promise<string[]> =>
  (await Array.fromAsync(lake.list(prefix))).map(({ name }) => name);
