import { BatchError } from '../../errors/batch-error.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { fingerprint } from '../../pipeline/plan/fingerprint.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import type { BatchDefinition } from './batch-definition.ts';
import { runNames } from './layout.ts';
import type { Manifest } from './protocol.ts';

/**
 * The manifest of a run; `undefined` before it is planned.
 *
 * @throws {@link BatchError} `BATCH_RUN_FOREIGN` if it was planned with another definition (law L7).
 */
export async function readManifest(
  definition: BatchDefinition,
  files: RunFiles,
  run: string,
): Promise<Manifest | undefined> {
  const manifest = await files.read<Manifest>(runNames.manifest(run));
  if (manifest === undefined) return undefined;
  const expected = meaningOf(definition);
  if (manifest.fingerprint === expected) return manifest;
  throw foreignRun(run, `definition ${manifest.fingerprint}`, `definition ${expected}`);
}

/** What gives the parts of a run their meaning. */
export const meaningOf = ({ plan }: BatchDefinition): string =>
  fingerprint(plan.views.map((view) => [viewId(view), view.fingerprint]));

/** The manifest of a run that is under way. */
export async function manifestOf(
  definition: BatchDefinition,
  files: RunFiles,
  run: string,
): Promise<Manifest> {
  const manifest = await readManifest(definition, files, run);
  if (manifest !== undefined) return manifest;
  throw unfinished(run, 'no manifest', 'one that was planned');
}

/** Refuses to go on with a run some part of which is not done. */
export const unfinished = (run: string, given: string, expected: string): BatchError =>
  new BatchError('BATCH_RUN_UNFINISHED', {
    at: run,
    problem: 'a part of the run is not done',
    given,
    expected,
    fix: `go on with --run ${run}: what is done is not done again`,
  });

/** Refuses to go on with a run for anything but what it was begun for. */
export const foreignRun = (run: string, given: string, expected: string): BatchError =>
  new BatchError('BATCH_RUN_FOREIGN', {
    at: run,
    problem: 'the run was begun for something else',
    given,
    expected,
    fix: 'finish it as it was begun, or begin another run under a new name',
  });
