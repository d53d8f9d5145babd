import {
  resolveEndpoint,
  startLocalCloud,
  stopLocalCloud,
  type Target,
  turnEnvironmentTo,
} from '../../../lib/local-cloud/index.ts';

/**
 * Where the AWS of an integration test is.
 *
 * It is there before the first test: what `AWS_ENDPOINT_URL` names, or the local cloud that was
 * running, or one that was started for this run and ends with it. Clients that are configured by
 * the environment, as all of ours are, find it too.
 */
export const localCloud = (): Target => resolveEndpoint();

/** Jest calls this once, before the first test file of the integration suite. */
export async function provideLocalCloud(): Promise<{ readonly isOurs: boolean }> {
  const { env } = process;
  let isOurs = false;
  if (!env['AWS_ENDPOINT_URL']) {
    const report = (line: string) => process.stderr.write(`${line}\n`);
    isOurs = (await startLocalCloud({ report })).isNew;
    turnEnvironmentTo(resolveEndpoint());
  } else if (!env['AWS_ACCESS_KEY_ID'] && !env['AWS_PROFILE']) {
    turnEnvironmentTo(resolveEndpoint());
  }
  return { isOurs };
}

/** Jest calls this once, after the last test file: ends what was started for the run. */
export async function releaseLocalCloud({ isOurs }: { readonly isOurs: boolean }): Promise<void> {
  if (isOurs) await stopLocalCloud();
}
