import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { TransientError } from '../../errors/transient-error.ts';
import type { Lake, ListedObject, ListOptions, ObjectMetadata } from '../../ports/lake.ts';
import { createOnly, hasStatus } from './create-only.ts';

/** Most names in one answer, by the service's limit. */
const LIST_PAGE = 1_000;

/** A lake in an S3 bucket. */
export function s3Lake(client: S3Client, bucket: string): Lake {
  const at = (name: string) => ({ Bucket: bucket, Key: name });

  async function readMetadata(name: string): Promise<ObjectMetadata | undefined> {
    const head = await unlessMissing(client.send(new HeadObjectCommand(at(name))));
    return head && (head.Metadata ?? {});
  }

  return {
    readMetadata,

    async createObject(name, bytes, metadata) {
      const put = { ...at(name), Body: bytes, Metadata: { ...metadata }, IfNoneMatch: '*' };
      if (await createOnly(() => client.send(new PutObjectCommand(put)))) return 'created';
      const taken = await readMetadata(name);
      if (taken !== undefined) return { taken };
      throw new TransientError(`S3: ${name} was taken and is gone`);
    },

    async read(name, range) {
      const part = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` };
      const got = await unlessMissing(client.send(new GetObjectCommand({ ...at(name), ...part })));
      return got?.Body?.transformToByteArray();
    },

    list: (prefix, options) => listObjects(client, { bucket, prefix, ...options }),
  };
}

async function* listObjects(
  client: S3Client,
  { bucket, prefix, after, limit = Number.POSITIVE_INFINITY }: Listing,
): AsyncGenerator<ListedObject> {
  let left = limit;
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: Math.min(left, LIST_PAGE),
        ...(after === undefined ? {} : { StartAfter: after }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Key = '', Size = 0 } of page.Contents ?? []) yield { name: Key, size: Size };
    left -= page.Contents?.length ?? 0;
    token = page.NextContinuationToken;
  } while (token !== undefined && left > 0);
}

interface Listing extends ListOptions {
  readonly bucket: string;
  readonly prefix: string;
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined; // named by the port
    throw error;
  }
}
