import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOUR, type Rides, START } from '../../test/support/ride-hailing/events.ts';
import { millrace } from './millrace.ts';

/** Event time goes so many times faster: an hour of the service is a minute here. */
export const SPEEDUP = 60;

/** The events up to an hour of the service, and those after it, each stream in its order. */
export function halves(all: Rides, hours: number): readonly [Rides, Rides] {
  const half = START + hours * HOUR;
  const cut = <E extends { readonly at: number }>(events: readonly E[]): [E[], E[]] => {
    const at = events.findIndex((event) => event.at > half);
    return at < 0 ? [[...events], []] : [events.slice(0, at), events.slice(at)];
  };
  const [requests, trips, payments] = [cut(all.requests), cut(all.trips), cut(all.payments)];
  return [
    { requests: requests[0], trips: trips[0], payments: payments[0] },
    { requests: requests[1], trips: trips[1], payments: payments[1] },
  ];
}

/** Sends the events of each stream at the pace of their times; with `--end`, says that these were all. */
export async function feed(events: Partial<Rides>, ...more: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-soak-'));
  try {
    await Promise.all(
      Object.entries(events).map(async ([stream, all]) => {
        const file = join(folder, `${stream}.ndjson`);
        writeFileSync(file, all.map((event) => `${JSON.stringify(event)}\n`).join(''));
        await millrace('produce', stream, file, ...more);
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
