import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';

/** What happens to a put: as S3 does it, or with its answer lost, or refused with 409. */
export type PutFate = 'answered' | 'lost' | 'conflict';

/** A stand-in for S3 that knows PUT with `If-None-Match` and HEAD, and fails as it is told. */
export async function faultyS3(fates: readonly PutFate[]) {
  const objects = new Map<string, IncomingMessage['headers']>();
  const requests: string[] = [];
  let puts = 0;

  const server = createServer((request, response) => {
    requests.push(request.method ?? '');
    request.resume().on('end', () => answer(request, response));
  });
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { method, headers } = request;
    const [url = ''] = (request.url ?? '').split('?');
    if (method !== 'PUT') {
      response.writeHead(objects.has(url) ? 200 : 404, metadataOf(objects.get(url))).end();
      return;
    }
    const fate = fates[puts++] ?? 'answered';
    if (fate === 'conflict') {
      refuse(response, 409, 'ConditionalRequestConflict');
    } else if (objects.has(url)) {
      refuse(response, 412, 'PreconditionFailed');
    } else {
      objects.set(url, headers);
      if (fate === 'lost') response.destroy();
      else response.writeHead(200, { etag: '"e"' }).end();
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const close = async (): Promise<void> => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { client, requests, objects, close };
}

const metadataOf = (headers: IncomingMessage['headers'] = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') ? [[name, String(value)]] : [],
    ),
  );

const refuse = (response: ServerResponse, status: number, code: string): void => {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
};
