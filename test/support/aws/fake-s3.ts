import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Objects in this process behind the commands that adapters send, with S3's rules for them. */
export function fakeS3() {
  const objects = new Map<string, Uint8Array>();
  let puts = 0;

  async function send(command: unknown): Promise<unknown> {
    if (command instanceof PutObjectCommand) {
      const { Key = '', Body, IfNoneMatch } = command.input;
      puts += 1;
      if (IfNoneMatch === '*' && objects.has(Key)) throw status(412, 'PreconditionFailed');
      objects.set(Key, Buffer.from(Body as string | Uint8Array));
      return {};
    }
    if (command instanceof GetObjectCommand) {
      const bytes = objects.get(command.input.Key ?? '');
      if (bytes === undefined) throw status(404, 'NoSuchKey');
      return { Body: { transformToString: async () => Buffer.from(bytes).toString() } };
    }
    if (command instanceof ListObjectsV2Command) {
      const { Prefix = '' } = command.input;
      const names = [...objects.keys()].filter((name) => name.startsWith(Prefix)).sort();
      return { Contents: names.map((Key) => ({ Key })) };
    }
    throw new Error(`the fake does not know ${String(command)}`);
  }

  return {
    client: { send } as unknown as S3Client,
    /** Names and contents, in the order of names. */
    objects: (): [name: string, text: string][] =>
      [...objects]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
    /** How many objects were put, or tried to be. */
    puts: (): number => puts,
  };
}

const status = (httpStatusCode: number, name: string): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
