import type { DeadLetter, DeadLetters } from '../../../lib/ports/dead-letters.ts';
import type { LateEvent } from '../../../lib/ports/effects.ts';
import type { LateEvents } from '../../../lib/ports/outbox.ts';
import type { TaskId } from '../../../lib/ports/task.ts';
import type { Caller, Network } from '../engine/network.ts';

/** What lies in S3 beside the lake. */
export interface Objects {
  /** By task and epoch; put again, an object is replaced. */
  readonly late: Map<string, readonly LateEvent[]>;
  /** By shard and position; created only. */
  readonly deadLetters: Map<string, DeadLetter>;
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

export const simulatedDeadLetters = ({ network, who, objects }: Storage): DeadLetters => ({
  async put(letters) {
    await Promise.all(
      letters.map((letter) => {
        const { shard, record, code } = letter;
        const name = `${shard}/${record.sequence}/${record.sub}`;
        return network.call(who, `PutObject dead letter ${name} ${code}`, () => {
          if (!objects.deadLetters.has(name)) objects.deadLetters.set(name, letter);
        });
      }),
    );
  },
});
