import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';
import type { LateEvent, LateMark } from '../../ports/effects.ts';
import type { Lake } from '../../ports/lake.ts';
import type { LateEvents } from '../../ports/outbox.ts';
import type { TaskId } from '../../ports/task.ts';

/** Late events as one NDJSON object per epoch. */
export const s3LateEvents = (client: S3Client, bucket: string): LateEvents => ({
  async put(task, fence, events) {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: lateEventsName(task, fence),
        Body: encodeLateEvents(events),
        ContentType: 'application/x-ndjson',
      }),
    );
  },
});

/** `late/<lane>/<shard>/<generation>-<epoch>.ndjson` */
export const lateEventsName = ({ lane, shard }: TaskId, fence: string): string =>
  `${LAKE_PREFIXES.late}${lane}/${shard}/${fence.replace('|', '-')}.ndjson`;

/** One line for each. */
export const encodeLateEvents = (events: readonly LateEvent[]): Uint8Array =>
  Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));

/** Everything that was too late, by view. Lines of versions before name no key. */
export async function lateEvents(
  lake: Pick<Lake, 'list' | 'read'>,
): Promise<ReadonlyMap<string, readonly LateMark[]>> {
  const marks = new Map<string, LateMark[]>();
  for await (const { name } of lake.list(LAKE_PREFIXES.late)) {
    const text = new TextDecoder().decode((await lake.read(name)) ?? new Uint8Array());
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const { view, why, ...late } = JSON.parse(line) as LateEvent;
      if (why !== undefined) continue; // not taken for another reason than its time
      const mine = marks.get(view) ?? [];
      mine.push(markOf(late));
      marks.set(view, mine);
    }
  }
  return marks;
}

const markOf = ({ key, eventTime, start, until }: LateMark): LateMark => ({
  eventTime,
  ...(key === undefined ? {} : { key }),
  ...(start === undefined ? {} : { start }),
  ...(until === undefined ? {} : { until }),
});
