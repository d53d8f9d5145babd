import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { s3Lake } from '../../../lib/adapters/s3/lake.ts';
import { s3LakeRemover } from '../../../lib/adapters/s3/remove-objects.ts';
import { TransientError } from '../../../lib/errors/transient-error.ts';

type Input = Readonly<Record<string, unknown>>;
type Called = readonly [name: string, input: Input];

/** A bucket that answers as it is told, and notes what it was asked. */
function bucket(answer: (name: string, input: Input) => unknown) {
  const calls: Called[] = [];
  const client = {
    async send(command: { readonly input: Input }) {
      const name = command.constructor.name.replace('Command', '');
      calls.push([name, command.input]);
      return answer(name, command.input);
    },
  } as unknown as S3Client;
  return { client, calls };
}

const failure = (httpStatusCode: number): Error =>
  Object.assign(new Error('S3 says no'), { $metadata: { httpStatusCode } });

describe('a listing of a bucket', () => {
  const names = Array.from({ length: 2_500 }, (_, i) => `lake/${String(i).padStart(5, '0')}`);
  const listing = () =>
    bucket((_name, { MaxKeys, ContinuationToken = '0' }) => {
      const from = Number(ContinuationToken);
      const to = Math.min(names.length, from + Number(MaxKeys));
      const Contents = names.slice(from, to).map((Key, i) => ({ Key, Size: from + i }));
      return to < names.length ? { Contents, NextContinuationToken: String(to) } : { Contents };
    });

  test('goes on until there are no more pages', async () => {
    const { client, calls } = listing();

    const found = await Array.fromAsync(s3Lake(client, 'b').list('lake/'));

    expect(found.map(({ name }) => name)).toEqual(names);
    expect(found.at(-1)).toEqual({ name: names.at(-1), size: 2_499 });
    expect(calls.map(([, input]) => input)).toEqual([
      { Bucket: 'b', Prefix: 'lake/', MaxKeys: 1_000 },
      { Bucket: 'b', Prefix: 'lake/', MaxKeys: 1_000, ContinuationToken: '1000' },
      { Bucket: 'b', Prefix: 'lake/', MaxKeys: 1_000, ContinuationToken: '2000' },
    ]);
  });

  test('asks for no more than is wanted, behind the name that is said', async () => {
    const { client, calls } = listing();
    const options = { after: 'lake/x', limit: 1_200 };

    const found = await Array.fromAsync(s3Lake(client, 'b').list('lake/', options));

    expect(found).toHaveLength(1_200);
    expect(calls.map(([, { MaxKeys, StartAfter }]) => [MaxKeys, StartAfter])).toEqual([
      [1_000, 'lake/x'],
      [200, 'lake/x'],
    ]);
  });

  test('of nothing is empty', async () => {
    expect(await Array.fromAsync(s3Lake(bucket(() => ({})).client, 'b').list(''))).toEqual([]);
  });
});

describe('an object of a bucket', () => {
  const bytes = Uint8Array.of(1, 2);
  const Body = { transformToByteArray: async () => bytes };

  test('is read whole, or from a byte to before another', async () => {
    const { client, calls } = bucket(() => ({ Body }));
    const lake = s3Lake(client, 'b');

    expect(await lake.read('a')).toBe(bytes);
    expect(await lake.read('a', { start: 4, end: 9 })).toBe(bytes);
    expect(calls.map(([, input]) => input)).toEqual([
      { Bucket: 'b', Key: 'a' },
      { Bucket: 'b', Key: 'a', Range: 'bytes=4-8' },
    ]);
  });

  test('that is not there is none; any other failure is one', async () => {
    const missing = s3Lake(bucket(() => Promise.reject(failure(404))).client, 'b');
    const failing = s3Lake(bucket(() => Promise.reject(failure(405))).client, 'b');

    expect(await missing.read('a')).toBeUndefined();
    expect(await missing.readMetadata('a')).toBeUndefined();
    await expect(failing.read('a')).rejects.toThrow('S3 says no');
    expect(await s3Lake(bucket(() => ({})).client, 'b').readMetadata('a')).toEqual({});
  });
});

describe('removing from a bucket', () => {
  /** What it keeps of each name: the newest version, an older one, and a marker; a longer name, too. */
  const versions = (name: string) => ({
    Versions: [
      { Key: name, VersionId: '2', IsLatest: true },
      { Key: name, VersionId: '1' },
      { Key: `${name}.more`, VersionId: '9', IsLatest: false },
    ],
    DeleteMarkers: [{ Key: name, VersionId: 'm', IsLatest: false }],
  });
  const keeping = (errors?: unknown) =>
    bucket((name, { Prefix }) => {
      if (name === 'ListObjectVersions') return versions(String(Prefix));
      return name === 'DeleteObjects' && errors !== undefined ? { Errors: errors } : {};
    });
  const deletedIn = (calls: readonly Called[]) =>
    calls.flatMap(([name, { Delete }]) =>
      name === 'DeleteObjects' ? [(Delete as { readonly Objects: unknown[] }).Objects] : [],
    );

  test('takes the names away first, and then every version of them and of no other', async () => {
    const { client, calls } = keeping();

    await s3LakeRemover(client, 'b').remove(['a', 'b']);

    expect(deletedIn(calls)).toEqual([
      [{ Key: 'a' }, { Key: 'b' }],
      ['a', 'b'].flatMap((Key) => ['2', '1', 'm'].map((VersionId) => ({ Key, VersionId }))),
    ]);
  });

  test('asks for a thousand at once', async () => {
    const { client, calls } = bucket(() => ({}));
    const names = Array.from({ length: 2_001 }, (_, i) => `n${i}`);

    await s3LakeRemover(client, 'b').remove(names);

    expect(deletedIn(calls).map((each) => each.length)).toEqual([1_000, 1_000, 1]);
    expect(deletedIn(calls).flat()).toEqual(names.map((Key) => ({ Key })));
  });

  test('leaves of what is replaced the new version alone', async () => {
    const { client, calls } = keeping();

    await s3LakeRemover(client, 'b').replace('a', Uint8Array.of(1), { by: 'me' });

    expect(calls[0]).toEqual([
      'PutObject',
      { Bucket: 'b', Key: 'a', Body: Uint8Array.of(1), Metadata: { by: 'me' } },
    ]);
    expect(deletedIn(calls)).toEqual([
      [
        { Key: 'a', VersionId: '1' },
        { Key: 'a', VersionId: 'm' },
      ],
    ]);
  });

  test('fails if the service leaves one, and says which', async () => {
    const { client } = keeping([{ Key: 'a', Message: 'busy' }]);

    await expect(s3LakeRemover(client, 'b').remove(['a'])).rejects.toThrow(
      new TransientError('S3: a: busy'),
    );
  });
});
