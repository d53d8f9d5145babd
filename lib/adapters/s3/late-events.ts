import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { LateEvents } from '../../ports/outbox.ts';

/** Late events as one NDJSON object per epoch: `late/<stage>/<shard>/<generation>-<epoch>.ndjson`. */
export const s3LateEvents = (client: S3Client, bucket: string): LateEvents => ({
  async put({ stage, shard }, fence, events) {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `late/${stage}/${shard}/${fence.replace('|', '-')}.ndjson`,
        Body: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
        ContentType: 'application/x-ndjson',
      }),
    );
  },
});
