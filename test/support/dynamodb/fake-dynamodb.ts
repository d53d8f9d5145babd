import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Calls, handlers } from './fake-calls.ts';
import { type FakeTable, fakeTable } from './fake-table.ts';
import { ServiceFault, type WireItem } from './wire.ts';

export interface FakeOptions {
  /** Attempts of a call, the first included. */
  readonly attempts?: number;
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A DynamoDB in this process, behind the real client. */
export interface FakeDynamo extends Calls {
  readonly client: DynamoDBClient;
  table(name: string): FakeTable;
  /** Lets time to live take what has expired by then. Milliseconds. */
  expire(now: number): void;
}

/**
 * Answers the calls of the SDK's own client, so that what is sent is what would go over the wire, and
 * enforces what the service documents: sizes of items, keys, expressions, batches, transactions and
 * pages, words for what it refuses, keys that a batch leaves unanswered.
 *
 * Tables are there as soon as they are named.
 */
export function fakeDynamo({ attempts = 1 }: FakeOptions = {}): FakeDynamo {
  const tables = new Map<string, FakeTable>();
  const table = (name: string): FakeTable => {
    const known = tables.get(name) ?? fakeTable();
    tables.set(name, known);
    return known;
  };
  const calls: Calls = { count: {}, unansweredEvery: 0, fails: () => undefined };
  const answer = handlers(table, calls);

  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: 'http://dynamodb.invalid',
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
    maxAttempts: attempts,
    requestHandler: {
      handle: async ({ headers, body }: Sent) => {
        const target = String(headers['x-amz-target']).split('.')[1] ?? '';
        const [statusCode, content] = respond(() => answer(target, JSON.parse(textOf(body))));
        return { response: httpResponse(statusCode, content) };
      },
    },
  });

  return Object.assign(calls, {
    client,
    table,
    expire(now: number) {
      for (const each of tables.values()) {
        const gone = each.all().filter((item) => Number(item['expiresAt']?.['N']) * 1_000 < now);
        for (const { pk, sk } of gone) each.remove({ pk, sk } as WireItem);
      }
    },
  });
}

function respond(call: () => unknown): [status: number, content: unknown] {
  try {
    return [200, call()];
  } catch (error) {
    if (!(error instanceof ServiceFault)) throw error;
    const status = error.type.endsWith('InternalServerError') ? 500 : 400;
    return [status, { __type: error.type, message: error.message, ...error.more }];
  }
}

const textOf = (body: unknown): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);

function httpResponse(statusCode: number, content: unknown) {
  const body = Buffer.from(JSON.stringify(content));
  return { statusCode, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
}
