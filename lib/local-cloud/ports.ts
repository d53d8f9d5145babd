import { createServer } from 'node:net';
import { LocalCloudError } from './local-cloud-error.ts';
import { DEFAULT_PORT, LOOPBACK } from './settings.ts';

/**
 * Listens on a loopback port for a moment.
 *
 * @param port - 0 for any free one.
 * @returns The port, or `undefined` if it is taken.
 */
export type TryPort = (port: number) => Promise<number | undefined>;

export const tryPort: TryPort = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      const given = address !== null && typeof address === 'object' ? address.port : undefined;
      server.close(() => resolve(given));
    });
  });

/** A port that nobody listens on now. */
export async function freePort(attempt: TryPort = tryPort): Promise<number> {
  const port = await attempt(0);
  if (port !== undefined) return port;
  throw new LocalCloudError('LOCAL_CLOUD_PORT_TAKEN', {
    at: LOOPBACK,
    problem: 'the system gives no free port',
    given: 'none',
    expected: 'a free port',
    fix: 'end a program that listens on many ports, then try again',
  });
}

/**
 * The port for the local cloud: the one asked for, else the usual one, else any.
 *
 * @throws {@link LocalCloudError} `LOCAL_CLOUD_PORT_TAKEN` if a port was asked for and is taken.
 */
export async function choosePort(asked?: number, attempt: TryPort = tryPort): Promise<number> {
  if (asked === undefined) return (await attempt(DEFAULT_PORT)) ?? freePort(attempt);
  const port = asked > 0 && asked < 65_536 ? await attempt(asked) : undefined;
  if (port !== undefined) return port;
  throw new LocalCloudError('LOCAL_CLOUD_PORT_TAKEN', {
    at: `port ${asked}`,
    problem: 'the local cloud cannot listen there',
    given: 'a port that is taken or not allowed',
    expected: 'a free port from 1 to 65535',
    fix: 'name another port, or none to have a free one chosen',
  });
}
