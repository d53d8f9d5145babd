import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { DeadLetter, DeadLetters } from '../../ports/dead-letters.ts';
import { createOnly } from './create-only.ts';
import { deadLetterName, decodeDeadLetters, encodeDeadLetters } from './dead-letter-object.ts';

/** Objects on their way at the same time; together they hold at most some times what a batch brought. */
const AT_ONCE = 64;

/**
 * Dead letters as objects that are created only: one for all letters of a record, however many events
 * were packed into it. What is there already is left alone.
 */
export function s3DeadLetters(client: S3Client, bucket: string): DeadLetters {
  async function putOfRecord(letters: readonly DeadLetter[]): Promise<void> {
    const [first] = letters;
    if (first === undefined) return;
    const name = { Bucket: bucket, Key: deadLetterName(first) };
    const isCreated = await createOnly(() =>
      client.send(
        new PutObjectCommand({
          ...name,
          Body: encodeDeadLetters(letters),
          ContentType: 'application/json',
          Metadata: { code: first.code },
          IfNoneMatch: '*',
        }),
      ),
    );
    if (!isCreated && letters.length > 1) {
      // an epoch that ended sooner may have put fewer of them under this name
      const { Body } = await client.send(new GetObjectCommand(name));
      const there = decodeDeadLetters((await Body?.transformToString()) ?? '');
      const places = new Set(there.map(({ record }) => record.sub));
      await putOfRecord(letters.filter(({ record }) => !places.has(record.sub)));
    }
  }

  return {
    async put(letters) {
      await pMap(byRecord(letters), putOfRecord, { concurrency: AT_ONCE });
    },
  };
}

/** Letters by the record that they are of; those of one mostly come together, and may be very many. */
function byRecord(letters: readonly DeadLetter[]): Iterable<DeadLetter[]> {
  const all = new Map<string, DeadLetter[]>();
  let last: DeadLetter | undefined;
  let mine: DeadLetter[] = [];
  for (const letter of letters) {
    if (last === undefined || !isOfOne(last, letter)) {
      const id = JSON.stringify([letter.stream, letter.shard, letter.record.sequence]);
      mine = all.get(id) ?? [];
      all.set(id, mine);
    }
    mine.push(letter);
    last = letter;
  }
  return all.values();
}

const isOfOne = (a: DeadLetter, b: DeadLetter): boolean =>
  a.record.sequence === b.record.sequence && a.shard === b.shard && a.stream === b.stream;
