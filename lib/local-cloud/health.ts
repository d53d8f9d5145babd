import { LOCAL_ACCOUNT, LOCAL_REGION } from './target.ts';

const PROBE_TIMEOUT_MS = 5_000;

/** Whether LocalStack answers at this endpoint. */
export async function isHealthy(endpoint: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const response = await fetch(`${endpoint}/_localstack/health`, { signal });
    return response.ok && 'services' in ((await response.json()) as object);
  } catch {
    return false;
  }
}

/** Requests that change nothing, but make LocalStack start the servers behind two services. */
const FIRST_REQUESTS = [
  { service: 'dynamodb', target: 'DynamoDB_20120810.ListTables', version: '1.0' },
  { service: 'kinesis', target: 'Kinesis_20131202.ListStreams', version: '1.1' },
] as const;

/**
 * Has the servers behind DynamoDB and Kinesis started.
 *
 * LocalStack starts them at the first request through its gateway; a client that talks to
 * DynamoDB Local directly may come before that.
 *
 * @returns The services that did not answer well.
 */
export async function wakeServices(endpoint: string): Promise<string[]> {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const answers = FIRST_REQUESTS.map(async ({ service, target, version }) => {
    const scope = `${LOCAL_ACCOUNT}/${day}/${LOCAL_REGION}/${service}/aws4_request`;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': `application/x-amz-json-${version}`,
        'x-amz-target': target,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
      body: '{}',
    });
    return response.ok ? [] : [service];
  });
  return (await Promise.all(answers)).flat();
}
