import { afterEach, describe, expect, test } from '@jest/globals';
import { s3Lake } from '../../../lib/adapters/s3/lake.ts';
import { TransientError } from '../../../lib/errors/transient-error.ts';
import { faultyS3, type PutFate } from '../../support/aws/faulty-s3.ts';

describe('s3Lake, when S3 fails', () => {
  let close = async (): Promise<void> => {};
  const lakeThat = async (...fates: PutFate[]) => {
    const { client, requests, ...s3 } = await faultyS3(fates);
    close = s3.close;
    return { lake: s3Lake(client, 'bucket'), requests };
  };

  afterEach(() => close());

  test('finds its own object when the SDK repeats a put whose answer was lost', async () => {
    const { lake, requests } = await lakeThat('lost');

    const creation = await lake.createObject('a', Uint8Array.of(1), { by: 'me' });

    expect(creation).toEqual({ taken: { by: 'me' } });
    expect(requests).toEqual(['PUT', 'PUT', 'HEAD']);
  });

  test('tries again while another put of the name is under way', async () => {
    const { lake, requests } = await lakeThat('conflict', 'conflict', 'answered');

    expect(await lake.createObject('a', Uint8Array.of(1), {})).toBe('created');
    expect(requests).toEqual(['PUT', 'PUT', 'PUT']);
  });

  test('gives a conflict that does not end back to whoever retries batches', async () => {
    const { lake } = await lakeThat(...Array.from({ length: 50 }, (): PutFate => 'conflict'));

    await expect(lake.createObject('a', Uint8Array.of(1), {})).rejects.toThrow(TransientError);
  });
});
