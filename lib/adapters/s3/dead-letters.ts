import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { DeadLetters } from '../../ports/dead-letters.ts';
import { createOnly } from './create-only.ts';
import { deadLetterName, encodeDeadLetter } from './dead-letter-object.ts';

/** Letters on their way at the same time; one may be of 14 MB. */
const AT_ONCE = 8;

/** Dead letters as one object each, created only: what is there already is left alone. */
export const s3DeadLetters = (client: S3Client, bucket: string): DeadLetters => ({
  async put(letters) {
    await pMap(
      letters,
      (letter) =>
        createOnly(() =>
          client.send(
            new PutObjectCommand({
              Bucket: bucket,
              Key: deadLetterName(letter),
              Body: encodeDeadLetter(letter),
              ContentType: 'application/json',
              Metadata: { code: letter.code },
              IfNoneMatch: '*',
            }),
          ),
        ),
      { concurrency: AT_ONCE },
    );
  },
});
