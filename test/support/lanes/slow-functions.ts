import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { Deadline } from '../../../lib/adapters/lambda/time-left.ts';
import type { BatchReport } from '../../../lib/functions/batch-report.ts';

/** Time that passes only where somebody works. Milliseconds. */
export interface Clock {
  now: number;
  /** When the invocation that is under way is killed. */
  deadline: number;
}

/** What is left of a process that Lambda has killed. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** How many items a call of a store takes; what is more takes another one. */
const ITEMS_PER_CALL = 64;

/** Calls that a request needs, one after the other: 64 writes are under way at once, or 64 reads. */
function callsFor(args: readonly unknown[]): number {
  const items = args.flatMap((arg): number[] => {
    if (Array.isArray(arg)) return [arg.length];
    const { states = [], timers = [] } = (arg ?? {}) as Record<string, unknown[]>;
    return [states.length + timers.length];
  });
  return Math.max(1, Math.ceil(Math.max(0, ...items) / ITEMS_PER_CALL));
}

/** What asks nobody, or gives a list piece by piece. */
const UNTIMED = ['fits', 'fill', 'nameOf', 'list'];

/**
 * A port that takes its time: so much for each call. What is not done at the deadline is never done,
 * nor is anything that the same process tries after that.
 */
export function slowed<T extends object>(port: T, clock: Clock, latency: () => number): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const member = Reflect.get(target, name, receiver) as unknown;
      if (typeof member !== 'function' || UNTIMED.includes(String(name))) return member;
      return async (...args: unknown[]) => {
        for (let calls = callsFor(args); calls > 0; calls--) clock.now += latency();
        if (clock.now > clock.deadline) throw new Killed(String(name));
        return (member as (...all: unknown[]) => Promise<unknown>).apply(target, args);
      };
    },
  });
}

type Handler = (
  event: KinesisStreamEvent,
  context: Deadline,
) => Promise<KinesisStreamBatchResponse>;

/** A function that is invoked until everything is taken. */
export interface Drain {
  readonly clock: Clock;
  /** How long an invocation may take. Milliseconds. */
  readonly timeout: number;
  /** A new process. */
  readonly spawn: () => Handler;
  /** Whether an invocation gets a new process though the former one lives. */
  readonly isCold: () => boolean;
  /** A batch of the records `from ≤ i < to`; the first one has the sequence number 1. */
  readonly batch: (from: number, to: number) => KinesisStreamEvent;
  readonly records: number;
  /** Most records in one batch. */
  readonly batchSize: number;
  /** Invocations after which it is given up. */
  readonly patience: number;
}

/** Passes batches as a mapping does. @returns invocations that were killed, and all of them. */
export async function drain(options: Drain): Promise<{ killed: number; invocations: number }> {
  const { clock, timeout, spawn, isCold, batch, records, batchSize, patience } = options;
  let process: Handler | undefined;
  let killed = 0;
  let invocations = 0;
  for (let from = 0; from < records; ) {
    if (++invocations > patience) throw new Error(`nothing but ${from} of ${records} records done`);
    const to = Math.min(records, from + batchSize);
    clock.deadline = clock.now + timeout;
    if (process === undefined || isCold()) process = spawn();
    const context = { getRemainingTimeInMillis: () => Math.max(0, clock.deadline - clock.now) };
    const { batchItemFailures } = await process(batch(from, to), context);
    if (clock.now > clock.deadline) {
      killed++;
      process = undefined;
      continue;
    }
    const [failure] = batchItemFailures;
    from = failure === undefined ? to : Number(failure.itemIdentifier) - 1;
  }
  return { killed, invocations };
}

/** Fails for whatever error a lane has, unless its process was killed. */
export const onlyKilled: BatchReport = {
  unfinished: () => undefined,
  foreign: () => undefined,
  failed(_place, error) {
    if (!(error instanceof Killed)) throw error;
  },
};
