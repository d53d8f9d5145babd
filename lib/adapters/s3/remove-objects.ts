import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import { TransientError } from '../../errors/transient-error.ts';
import type { LakeRemover } from '../../ports/lake.ts';

/** Most objects in one request, by the service's limit. */
const AT_ONCE = 1_000;

/** Removes objects from a bucket; where it keeps versions, those too. */
export function s3LakeRemover(client: S3Client, bucket: string): LakeRemover {
  async function versionsOf(name: string): Promise<ObjectIdentifier[]> {
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: name }),
    );
    return [...Versions, ...DeleteMarkers].flatMap(({ Key, VersionId }) =>
      Key === name ? [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }] : [],
    );
  }

  async function deleteAll(objects: readonly ObjectIdentifier[]): Promise<void> {
    for (let i = 0; i < objects.length; i += AT_ONCE) {
      const Delete = { Objects: objects.slice(i, i + AT_ONCE), Quiet: true };
      const { Errors = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete }),
      );
      const [first] = Errors;
      if (first !== undefined) throw new TransientError(`S3: ${first.Key}: ${first.Message}`);
    }
  }

  return {
    async remove(names) {
      await deleteAll(names.map((Key) => ({ Key }))); // nobody lists them from here on
      const versions: ObjectIdentifier[] = [];
      for (const name of names) versions.push(...(await versionsOf(name)));
      await deleteAll(versions);
    },
  };
}
