import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  KinesisClient,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { build } from 'esbuild';
import { eventually } from '../support/cloud/eventually.ts';
import { zip } from '../support/cloud/zip.ts';

const name = `millrace-lambda-${Date.now()}`;
const s3 = new S3Client({ forcePathStyle: true });
const kinesis = new KinesisClient({ requestHandler: new NodeHttpHandler() });
const lambda = new LambdaClient();

/** Dies in the middle of its first batch; stores what it was given from the second on. */
const SOURCE = `
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client({ forcePathStyle: true });
const put = (Key, Body, condition) =>
  s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key, Body, ...condition }));

export async function handler(event) {
  if (event.sleepMs) await new Promise((resolve) => setTimeout(resolve, event.sleepMs));
  if (event.throws) throw new RangeError('too far');
  if (event.dies) process.kill(process.pid, 'SIGKILL');
  if (!event.Records) return { echo: event, heap: process.env.NODE_OPTIONS, pid: process.pid };
  try {
    await put('first-attempt', '', { IfNoneMatch: '*' });
  } catch (error) {
    if (error.name !== 'PreconditionFailed') throw error;
    await put('records', JSON.stringify(event.Records.map(({ kinesis }) => atob(kinesis.data))));
    return;
  }
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});
}
`;

async function invoke(event: object) {
  const command = new InvokeCommand({
    FunctionName: name,
    Payload: JSON.stringify(event),
    LogType: 'Tail',
  });
  const { FunctionError, Payload, LogResult = '' } = await lambda.send(command);
  return {
    failure: FunctionError,
    payload: JSON.parse(Buffer.from(Payload ?? []).toString()),
    log: Buffer.from(LogResult, 'base64').toString(),
  };
}

async function readObject(key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key: key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

beforeAll(async () => {
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/lambda',
      Timeout: 10,
      MemorySize: 512,
      Code: { ZipFile: zip({ 'index.js': outputFiles[0]?.contents ?? '' }) },
      Environment: { Variables: { BUCKET: name } },
    }),
  );
}, 120_000);

afterAll(() => lambda.send(new DeleteFunctionCommand({ FunctionName: name })));

describe('a Lambda function', () => {
  test('answers, with a log that ends in its report', async () => {
    const { payload, log } = await invoke({ n: 1 });

    expect(payload.echo).toEqual({ n: 1 });
    expect(log).toMatch(/^START RequestId: [\s\S]*\nREPORT RequestId: .*\n$/);
  });

  test('has a heap of the size that its memory allows', async () => {
    const { payload } = await invoke({});

    expect(payload.heap).toBe('--max-old-space-size=460');
  });

  test('runs on in the same process after an error', async () => {
    const before = await invoke({});
    const { failure, payload } = await invoke({ throws: true });
    const after = await invoke({});

    expect(failure).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect(after.payload.pid).toBe(before.payload.pid);
  });

  test('fails if its process is killed, and has another one the next time', async () => {
    const before = await invoke({});
    const { failure, payload, log } = await invoke({ dies: true });
    const after = await invoke({});

    expect(failure).toBe('Unhandled');
    expect(payload.errorType).toBe('Runtime.ExitError');
    expect(payload.errorMessage).toMatch(
      /^RequestId: \S+ Error: Runtime exited with error: signal: killed$/,
    );
    expect(log).toMatch(/\nREPORT RequestId: .*\tStatus: error\n$/);
    expect(after.payload.pid).not.toBe(before.payload.pid);
  });

  test('is ended when its time is up', async () => {
    const { failure, payload } = await invoke({ sleepMs: 60_000 });

    expect(failure).toBe('Unhandled');
    expect(payload).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Task timed out after 10\.00 seconds$/),
    });
  });
});

test('S3 creates an object under a name once: the second put fails with 412', async () => {
  const put = () =>
    s3.send(new PutObjectCommand({ Bucket: name, Key: 'once', Body: 'x', IfNoneMatch: '*' }));

  await put();
  const second = put();

  await expect(second).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
});

test('a batch whose Lambda process is killed in the middle is delivered again', async () => {
  await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
  const arn = await eventually(async () => {
    const command = new DescribeStreamCommand({ StreamName: name });
    const { StreamDescription: stream } = await kinesis.send(command);
    return stream?.StreamStatus === 'ACTIVE' ? stream.StreamARN : undefined;
  });
  const records = ['one', 'two', 'three'];
  await kinesis.send(
    new PutRecordsCommand({
      StreamName: name,
      Records: records.map((text) => ({ Data: Buffer.from(text), PartitionKey: 'key' })),
    }),
  );

  const mapping = await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: name,
      EventSourceArn: arn,
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
    }),
  );
  const delivered = await eventually(() => readObject('records'));
  await lambda.send(new DeleteEventSourceMappingCommand({ UUID: mapping.UUID }));
  await kinesis.send(new DeleteStreamCommand({ StreamName: name }));

  expect(await readObject('first-attempt')).toBe('');
  expect(JSON.parse(delivered)).toEqual(records);
});
