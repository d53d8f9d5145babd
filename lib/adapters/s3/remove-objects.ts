import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { append } from '../../core/many.ts';
import { TransientError } from '../../errors/transient-error.ts';
import type { LakeRemover, LakeRewriter } from '../../ports/lake.ts';

/** Most objects in one request, by the service's limit. */
const AT_ONCE = 1_000;

/** Removes objects from a bucket, or puts others in their place; where it keeps versions, those go too. */
export function s3LakeRemover(client: S3Client, bucket: string): LakeRemover & LakeRewriter {
  async function versionsOf(name: string): Promise<(ObjectIdentifier & { isLatest: boolean })[]> {
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: name }),
    );
    return [...Versions, ...DeleteMarkers].flatMap(({ Key, VersionId, IsLatest = false }) =>
      Key === name
        ? [{ Key, isLatest: IsLatest, ...(VersionId === undefined ? {} : { VersionId }) }]
        : [],
    );
  }

  async function deleteAll(objects: readonly ObjectIdentifier[]): Promise<void> {
    for (let i = 0; i < objects.length; i += AT_ONCE) {
      const Objects = objects.slice(i, i + AT_ONCE).map(({ Key, VersionId }) => ({
        Key,
        ...(VersionId === undefined ? {} : { VersionId }),
      }));
      const Delete = { Objects, Quiet: true };
      const { Errors = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete }),
      );
      const [first] = Errors;
      if (first !== undefined) throw new TransientError(`S3: ${first.Key}: ${first.Message}`);
    }
  }

  return {
    async replace(name, bytes, metadata) {
      const put = { Bucket: bucket, Key: name, Body: bytes, Metadata: { ...metadata } };
      await client.send(new PutObjectCommand(put));
      await deleteAll((await versionsOf(name)).filter(({ isLatest }) => !isLatest));
    },

    async remove(names) {
      await deleteAll(names.map((Key) => ({ Key }))); // nobody lists them from here on
      const versions: ObjectIdentifier[] = [];
      for (const name of names) append(versions, await versionsOf(name));
      await deleteAll(versions);
    },
  };
}
