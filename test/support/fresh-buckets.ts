import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Buckets that exist for the length of a test file. */
export function freshBuckets(client: S3Client) {
  const buckets: string[] = [];
  return {
    async create(): Promise<string> {
      const bucket = `millrace-test-${randomUUID()}`;
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      buckets.push(bucket);
      return bucket;
    },

    async deleteAll(): Promise<void> {
      for (const Bucket of buckets.splice(0)) {
        for (;;) {
          const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
          if (Contents.length === 0) break;
          const Objects = Contents.map(({ Key }) => ({ Key }));
          await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
        }
        await client.send(new DeleteBucketCommand({ Bucket }));
      }
    },
  };
}
