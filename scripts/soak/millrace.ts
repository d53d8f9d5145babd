import { type FinishedProcess, runMillrace } from '../../test/support/cli/millrace-process.ts';

/** Module of the pipeline that is soaked. */
export const DEFINITION = 'test/integration/definitions/ride-hailing.ts';

/** Runs a command of the tool for it, as a person would. */
export async function millrace(...args: readonly string[]): Promise<FinishedProcess> {
  const finished = await runMillrace([...args, '--pipeline', DEFINITION]);
  if (finished.status === 0) return finished;
  throw new Error(`millrace ${args.join(' ')} ended with ${finished.status}: ${finished.err}`);
}
