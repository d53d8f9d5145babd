import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { build } from 'esbuild';
import { ensureInstalled } from '../../lib/local-cloud/install.ts';
import { eventually } from '../support/cloud/eventually.ts';
import { zip } from '../support/cloud/zip.ts';

const name = `millrace-reader-${Date.now()}`;
const s3 = new S3Client({ forcePathStyle: true });
const kinesis = new KinesisClient({ requestHandler: new NodeHttpHandler() });
const lambda = new LambdaClient();

/** Stores what it is given; of a batch that holds `stop`, it does what comes before, the first time. */
const SOURCE = `
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client({ forcePathStyle: true });
let stopped = false;
let count = 0;

export async function handler({ Records }) {
  const records = Records.map(({ eventID, kinesis }) => {
    const [shard, number] = eventID.split(':');
    return { shard, number, text: Buffer.from(kinesis.data, 'base64').toString() };
  });
  const stop = stopped ? -1 : records.findIndex(({ text }) => text === 'stop');
  if (stop > 0) stopped = true;
  const done = stop > 0 ? records.slice(0, stop) : records;
  const Key = 'batch-' + String(count++).padStart(6, '0') + '-' + done[0].number;
  await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key, Body: JSON.stringify(done) }));
  const rest = records.slice(done.length, done.length + 1);
  return { batchItemFailures: rest.map(({ number }) => ({ itemIdentifier: number })) };
}
`;

interface Delivered {
  readonly shard: string;
  readonly number: string;
  readonly text: string;
}

async function batches(): Promise<readonly (readonly Delivered[])[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: name }));
  const texts = Contents.map(async ({ Key }) =>
    (await s3.send(new GetObjectCommand({ Bucket: name, Key }))).Body?.transformToString(),
  );
  return (await Promise.all(texts)).map((text) => JSON.parse(text ?? '[]') as Delivered[]);
}

/** What was delivered, in the order in which it was, once there are as many. */
const delivered = (count: number): Promise<readonly Delivered[]> =>
  eventually(async () => {
    const all = (await batches()).flat();
    return all.length >= count ? all : undefined;
  });

const sent: string[] = [];

async function put(text: string, PartitionKey = text): Promise<void> {
  const { SequenceNumber = '' } = await kinesis.send(
    new PutRecordCommand({ StreamName: name, Data: Buffer.from(text), PartitionKey }),
  );
  sent.push(SequenceNumber);
}

const putMany = async (what: string, count: number) => {
  for (let i = 0; i < count; i++) await put(`${what}-${i}`);
};

const untilActive = () =>
  waitUntilStreamExists(
    { client: kinesis, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { StreamName: name },
  );

async function openShards() {
  await untilActive();
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: name }));
  const parents = new Set(
    Shards.flatMap(({ ParentShardId, AdjacentParentShardId }) => [
      ParentShardId,
      AdjacentParentShardId,
    ]),
  );
  return Shards.filter(({ ShardId }) => !parents.has(ShardId)).sort((a, b) =>
    BigInt(a.HashKeyRange?.StartingHashKey ?? 0) < BigInt(b.HashKeyRange?.StartingHashKey ?? 0)
      ? -1
      : 1,
  );
}

async function split(): Promise<void> {
  const [shard] = await openShards();
  const { StartingHashKey = '0', EndingHashKey = '0' } = shard?.HashKeyRange ?? {};
  const middle = (BigInt(StartingHashKey) + BigInt(EndingHashKey)) / 2n;
  await kinesis.send(
    new SplitShardCommand({
      StreamName: name,
      ShardToSplit: shard?.ShardId,
      NewStartingHashKey: `${middle}`,
    }),
  );
  await untilActive();
}

async function merge(): Promise<void> {
  const [first, second] = await openShards();
  await kinesis.send(
    new MergeShardsCommand({
      StreamName: name,
      ShardToMerge: first?.ShardId,
      AdjacentShardToMerge: second?.ShardId,
    }),
  );
  await untilActive();
}

let mapping: string | undefined;

beforeAll(async () => {
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname, loader: 'js' },
    ...{ bundle: true, platform: 'node', format: 'cjs', write: false },
  });
  await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: name, Runtime: 'nodejs24.x', Handler: 'index.handler' },
      ...{ Role: 'arn:aws:iam::000000000000:role/lambda', Timeout: 60, MemorySize: 256 },
      Code: { ZipFile: zip({ 'index.js': outputFiles[0]?.contents ?? '' }) },
      Environment: { Variables: { BUCKET: name } },
    }),
  );
  await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
  await untilActive();
  const { UUID } = await lambda.send(
    new CreateEventSourceMappingCommand({
      ...{ FunctionName: name, StartingPosition: 'TRIM_HORIZON', BatchSize: 100 },
      EventSourceArn: `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
  );
  mapping = UUID;
}, 120_000);

afterAll(async () => {
  await lambda.send(new DeleteEventSourceMappingCommand({ UUID: mapping }));
  await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
  await kinesis.send(new DeleteStreamCommand({ StreamName: name }));
});

describe('an event source mapping of the local cloud', () => {
  test('delivers every record once, parents before children, while shards are split and merged ten times', async () => {
    for (let round = 0; round < 5; round++) {
      await putMany(`before-split-${round}`, 6);
      await split();
      await putMany(`before-merge-${round}`, 6);
      await merge();
    }
    await putMany('last', 6);

    await delivered(sent.length);
    await putMany('after', 6); // whatever came twice has come by the time that these are here
    const all = await delivered(sent.length);

    expect(all.map(({ number }) => number).sort()).toEqual([...sent].sort());
    const at = new Map(all.map(({ text }, i) => [text, i]));
    const family = all.filter(({ text }) => text.startsWith('before-split-0'));
    const last = all.filter(({ text }) => text.startsWith('last'));
    const place = ({ text }: Delivered) => at.get(text) ?? -1;
    expect(Math.max(...family.map(place))).toBeLessThan(Math.min(...last.map(place)));
  }, 180_000);

  test('delivers of a batch that was done in part the rest, and nothing else again', async () => {
    for (const text of ['one', 'two', 'stop', 'four']) await put(text, 'same shard');

    const all = await delivered(sent.length);

    expect(all.map(({ number }) => number).sort()).toEqual([...sent].sort());
    expect(all.slice(-4).map(({ text }) => text)).toEqual(['one', 'two', 'stop', 'four']);
  }, 60_000);

  test('goes on where it was when it is changed', async () => {
    await lambda.send(
      new UpdateEventSourceMappingCommand({
        ...{ UUID: mapping, FunctionName: name, BatchSize: 50 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    );
    await putMany('changed', 6);

    await delivered(sent.length);
    await putMany('after-change', 6);
    const all = await delivered(sent.length);

    expect(all.map(({ number }) => number).sort()).toEqual([...sent].sort());
  }, 60_000);

  test('goes on behind what it has read when an iterator has expired, and cuts batches to what an invocation holds', async () => {
    const { python, plugin } = await ensureInstalled();
    const tests = join(import.meta.dirname, '../local-cloud/python');

    const { stderr } = await promisify(execFile)(
      python,
      ['-m', 'unittest', 'discover', '-s', tests, '-p', '*_test.py'],
      { env: { ...process.env, PYTHONPATH: plugin, PYTHONDONTWRITEBYTECODE: '1' } },
    );

    expect(stderr).toMatch(/Ran [1-9]\d* tests[\s\S]*OK/);
  }, 120_000);
});
