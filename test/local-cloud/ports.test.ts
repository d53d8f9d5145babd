import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { choosePort, freePort } from '../../lib/local-cloud/ports.ts';

const servers: Server[] = [];

/** Listens on a free loopback port until the end of the test. */
const occupyPort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
    servers.push(server);
  });

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('choosePort', () => {
  test('takes the usual port if nobody asks for another', async () => {
    const port = await choosePort(undefined, async (asked) => asked || 50_000);

    expect(port).toBe(4566);
  });

  test('takes any free port if the usual one is taken', async () => {
    const port = await choosePort(undefined, async (asked) => (asked === 0 ? 50_000 : undefined));

    expect(port).toBe(50_000);
  });

  test('takes the port that was asked for', async () => {
    const asked = await freePort();

    const port = await choosePort(asked);

    expect(port).toBe(asked);
  });

  test('refuses a port that was asked for and is taken', async () => {
    const taken = await occupyPort();

    const choice = choosePort(taken);

    await expect(choice).rejects.toThrow(
      `port ${taken}: the local cloud cannot listen there; got a port that is taken or not ` +
        'allowed, expected a free port from 1 to 65535; name another port, or none to have a ' +
        'free one chosen [LOCAL_CLOUD_PORT_TAKEN]',
    );
  });

  test.each([0, -1, 65_536, Number.NaN])('refuses %d, which is no port', async (asked) => {
    const choice = choosePort(asked);

    await expect(choice).rejects.toThrow('[LOCAL_CLOUD_PORT_TAKEN]');
  });
});
