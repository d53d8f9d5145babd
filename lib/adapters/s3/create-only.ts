import pRetry from 'p-retry';
import { TransientError } from '../../errors/transient-error.ts';

/** Attempts after the first while another put of the same name is under way. */
const CONFLICT_RETRIES = 6;

/**
 * Sends a put that says `If-None-Match: *`; `false` if the name is taken.
 *
 * - 412 `PreconditionFailed`: taken. By somebody else, or by this very put: the SDK repeats a request
 *   whose answer was lost, and then meets its own object. Which of the two it was cannot be known
 *   here; whoever must know reads the object's metadata.
 * - 409 `ConditionalRequestConflict`: another put of the name is under way. S3 asks to try again;
 *   then the name is either taken or free.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * @throws {@link TransientError} if the conflict does not end
 */
export async function createOnly(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await pRetry(send, {
      retries: CONFLICT_RETRIES,
      minTimeout: 10,
      randomize: true,
      shouldRetry: ({ error }) => hasStatus(error, 409),
    });
    return true;
  } catch (error) {
    if (hasStatus(error, 412)) return false;
    if (!hasStatus(error, 409)) throw error;
    throw new TransientError('S3: puts of the same new name go on without an end', error);
  }
}

/** Whether an error of the SDK is an answer with that HTTP status. */
export const hasStatus = (error: unknown, status: number): boolean =>
  typeof error === 'object' &&
  error !== null &&
  '$metadata' in error &&
  (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode === status;
