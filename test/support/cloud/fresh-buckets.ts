import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
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
          const { Versions = [], DeleteMarkers = [] } = await client.send(
            new ListObjectVersionsCommand({ Bucket }),
          );
          const all = [...Versions, ...DeleteMarkers];
          if (all.length === 0) break;
          const Objects = all.map(({ Key, VersionId }) => ({ Key, VersionId }));
          await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
        }
        await client.send(new DeleteBucketCommand({ Bucket }));
      }
    },
  };
}
