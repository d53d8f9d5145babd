import { afterAll } from '@jest/globals';
import { awsClients } from '../../lib/adapters/clients.ts';
import { decodeDeadLetter } from '../../lib/adapters/s3/dead-letter-object.ts';
import { s3DeadLetters } from '../../lib/adapters/s3/dead-letters.ts';
import { s3Lake } from '../../lib/adapters/s3/lake.ts';
import { deadLettersContract } from '../contract/dead-letters.contract.ts';
import { lakeContract } from '../contract/lake.contract.ts';
import { freshBuckets } from '../support/fresh-buckets.ts';

const { s3 } = awsClients();
const buckets = freshBuckets(s3);

afterAll(() => buckets.deleteAll());

lakeContract('s3Lake', async () => s3Lake(s3, await buckets.create()));

deadLettersContract('s3DeadLetters', async () => {
  const bucket = await buckets.create();
  const lake = s3Lake(s3, bucket);
  const stored = async () => {
    const objects = await Array.fromAsync(lake.list('dead-letters/'));
    const texts = objects.map(async ({ name }) => Buffer.from((await lake.read(name)) ?? []));
    return (await Promise.all(texts)).map((text) => decodeDeadLetter(text.toString()));
  };
  return { deadLetters: s3DeadLetters(s3, bucket), stored };
});
