import { setTimeout as sleep } from 'node:timers/promises';
import { rideHailing } from '../../test/integration/definitions/ride-hailing.ts';
import { lambdaProcesses } from '../../test/support/cloud/lambda-processes.ts';
import { millrace } from './millrace.ts';
import type { Timeline } from './timeline.ts';

const LEAST_SECONDS = 10;

export interface Chaos {
  readonly timeline: Timeline;
  /** Minutes since the start. */
  readonly now: () => number;
  /** Between 0 and 1, from a seed. */
  readonly random: () => number;
  readonly say: (line: string) => void;
  readonly ended: AbortSignal;
}

/** Kills all Lambda processes now and then, in the spans of the timeline. @returns How many. */
export async function killWorkers({ timeline, now, random, say, ended }: Chaos): Promise<number> {
  let killed = 0;
  while (!ended.aborted) {
    await sleep((LEAST_SECONDS + random() * 2 * LEAST_SECONDS) * 1_000);
    if (!timeline.kills.some(({ from, to }) => from <= now() && now() < to)) continue;
    const workers = lambdaProcesses(rideHailing);
    for (const pid of workers) {
      try {
        process.kill(pid, 'SIGKILL');
        killed++;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it had just ended
      }
    }
    say(`killed ${workers.length} workers`);
  }
  return killed;
}

/** Scales streams as the timeline says, one after another. @returns What was done. */
export async function scaleStreams({ timeline, now, say, ended }: Chaos): Promise<string[]> {
  const done: string[] = [];
  for (const { at, stream, shards } of timeline.scalings) {
    while (now() < at && !ended.aborted) await sleep(500);
    if (ended.aborted) break;
    const { err } = await millrace('scale', stream, '--shards', `${shards}`);
    say(err.trim().split('\n').join('; '));
    done.push(`${stream} to ${shards} shards`);
  }
  return done;
}
