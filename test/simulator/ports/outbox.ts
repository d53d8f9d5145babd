import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { eachLetterOnce, lettersOf } from '../../../lib/adapters/s3/dead-letter-object.ts';
import { s3DeadLetters } from '../../../lib/adapters/s3/dead-letters.ts';
import type { DeadLetter, DeadLetters } from '../../../lib/ports/dead-letters.ts';
import type { LateEvent } from '../../../lib/ports/effects.ts';
import type { LateEvents } from '../../../lib/ports/outbox.ts';
import type { TaskId } from '../../../lib/ports/task.ts';
import type { Caller, Network } from '../engine/network.ts';

/** What lies in S3 beside the lake. */
export interface Objects {
  /** By task and epoch; put again, an object is replaced. */
  readonly late: Map<string, readonly LateEvent[]>;
  /** Dead letters by name of object; created only. */
  readonly letters: Map<string, string>;
}

export interface Storage {
  readonly network: Network;
  readonly who: Caller;
  readonly objects: Objects;
}

const idOf = ({ pipeline, lane, shard }: TaskId): string => `${pipeline}/${lane}/${shard}`;

export const simulatedLate = ({ network, who, objects }: Storage): LateEvents => ({
  put: (task, fence, events) =>
    network.call(who, `PutObject late ${idOf(task)} ${fence}`, () => {
      objects.late.set(`${idOf(task)}/${fence}`, events);
    }),
});

/** The adapter of dead letters, on objects that are created only. */
export const simulatedDeadLetters = (storage: Storage): DeadLetters =>
  s3DeadLetters(s3In(storage), 'shop');

/** As much of a client of S3 as that asks for. */
function s3In({ network, who, objects: { letters } }: Storage): S3Client {
  const send = (command: unknown): Promise<unknown> => {
    if (command instanceof PutObjectCommand) {
      const { Key = '', Body } = command.input;
      return network.call(who, `PutObject ${Key}`, () => {
        if (letters.has(Key)) throw refusal('PreconditionFailed', 412);
        letters.set(Key, String(Body));
      });
    }
    if (command instanceof GetObjectCommand) {
      const { Key = '' } = command.input;
      return network.call(who, `GetObject ${Key}`, () => {
        const text = letters.get(Key);
        if (text === undefined) throw refusal('NoSuchKey', 404);
        return { Body: { transformToString: async () => text } };
      });
    }
    throw new Error('a command that the simulated S3 does not know');
  };
  return { send } as unknown as S3Client;
}

const refusal = (name: string, httpStatusCode: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

/** All dead letters by the names of their objects and their places in them, as who redrives reads them. */
export function lettersIn({ letters }: Objects): ReadonlyMap<string, DeadLetter> {
  const once = eachLetterOnce();
  const found = new Map<string, DeadLetter>();
  for (const [name, text] of [...letters].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const letter of once(name, lettersOf(name, text) ?? [])) {
      found.set(`${name} ${letter.record.sub}`, letter);
    }
  }
  return found;
}
