import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RefusingAws {
  /** Variables with which an AWS client talks to it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

/** An AWS on the loopback interface that denies whatever it is asked, in the forms of JSON services and of S3. */
export async function refusingAws(): Promise<RefusingAws> {
  const server = createServer((request, response) => {
    request.resume();
    const isJson = request.headers['content-type']?.startsWith('application/x-amz-json');
    response.writeHead(isJson ? 400 : 403, { connection: 'close' });
    response.end(
      isJson
        ? JSON.stringify({ __type: 'AccessDeniedException', message: 'denied' })
        : '<Error><Code>AccessDenied</Code><Message>denied</Message></Error>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'nobody',
      AWS_SECRET_ACCESS_KEY: 'nothing',
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
