import {
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, expect, test } from '@jest/globals';
import { awsClients } from '../../lib/adapters/aws/clients.ts';
import { decodeDeadLetters, eachLetterOnce } from '../../lib/adapters/s3/dead-letter-object.ts';
import { s3DeadLetters } from '../../lib/adapters/s3/dead-letters.ts';
import { s3Lake } from '../../lib/adapters/s3/lake.ts';
import { s3LakeRemover } from '../../lib/adapters/s3/remove-objects.ts';
import { deadLettersContract } from '../contract/dead-letters.contract.ts';
import { lakeContract } from '../contract/lake.contract.ts';
import { lakeRemoverContract } from '../contract/lake-remover.contract.ts';
import { freshBuckets } from '../support/cloud/fresh-buckets.ts';

const { s3 } = awsClients();
const buckets = freshBuckets(s3);

afterAll(() => buckets.deleteAll());

lakeContract('s3Lake', async () => s3Lake(s3, await buckets.create()));

lakeRemoverContract('s3LakeRemover', async () => {
  const bucket = await buckets.create();
  return { lake: s3Lake(s3, bucket), remover: s3LakeRemover(s3, bucket) };
});

test('s3LakeRemover puts another object in the place of one, with nothing left of it', async () => {
  const Bucket = await buckets.create();
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const lake = s3Lake(s3, Bucket);
  await lake.createObject('a', Buffer.from('ada'), { kind: 'data', rows: '2' });

  await s3LakeRemover(s3, Bucket).replace('a', Buffer.from('bob'), { kind: 'data', rows: '1' });

  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect(Versions.map(({ Key }) => Key)).toEqual(['a']);
  expect(Buffer.from((await lake.read('a')) ?? []).toString()).toBe('bob');
  expect(await lake.readMetadata('a')).toEqual({ kind: 'data', rows: '1' });
});

test('s3LakeRemover leaves no version of an object in a bucket that keeps versions', async () => {
  const Bucket = await buckets.create();
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  for (const Body of ['first', 'second']) {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
  }

  await s3LakeRemover(s3, Bucket).remove(['a']);

  const left = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect([...(left.Versions ?? []), ...(left.DeleteMarkers ?? [])]).toEqual([]);
});

deadLettersContract('s3DeadLetters', async () => {
  const bucket = await buckets.create();
  const lake = s3Lake(s3, bucket);
  const stored = async () => {
    const once = eachLetterOnce();
    const objects = await Array.fromAsync(lake.list('dead-letters/'));
    const texts = objects.map(async ({ name }) => Buffer.from((await lake.read(name)) ?? []));
    return (await Promise.all(texts)).flatMap((text, i) =>
      once(objects[i]?.name ?? '', decodeDeadLetters(text.toString())),
    );
  };
  return { deadLetters: s3DeadLetters(s3, bucket), stored };
});
