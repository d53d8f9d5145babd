import { setTimeout as sleep } from 'node:timers/promises';
import { viewWatermark } from '../../examples/retail/read-rows.ts';
import type { Deployed } from '../../lib/cli/deployed.ts';
import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';
import { millrace } from './millrace.ts';

const POLL_MS = 3_000;

async function until(what: string, minutes: number, isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + minutes * 60_000; !(await isSo()); ) {
    if (Date.now() > deadline) throw new Error(`${what}: not after ${minutes} minutes`);
    await sleep(POLL_MS);
  }
}

/** Waits until every lane has read all records of every source stream. */
export async function untilRead(pipeline: Pipeline, minutes: number): Promise<void> {
  for (const { name } of pipeline.streams) {
    await until(`all records of ${name} read`, minutes, async () => {
      const { out } = await millrace('shards', name, '--json');
      return out
        .trim()
        .split('\n')
        .every((line) => ((JSON.parse(line) as { waitingMs?: number }).waitingMs ?? 0) === 0);
    });
  }
}

/** Waits until every view is complete up to a time. */
export async function untilComplete(
  pipeline: Pipeline,
  { dynamodb, viewsTable }: Deployed,
  { time, minutes }: { readonly time: number; readonly minutes: number },
): Promise<void> {
  for (const { name } of pipeline.views) {
    await until(`${name} complete`, minutes, async () => {
      return (await viewWatermark(dynamodb, viewsTable, name)) >= time;
    });
  }
}
