import { compactStream } from '../../runtime/archive/compact.ts';
import { log } from '../log.ts';
import type { DeployedCompaction } from './streams.ts';

const HOUR = 3_600_000;

/** What of the lake is old enough that its lanes have left it, and young enough to be new. Hours. */
const AGE = { least: 2, most: 50 } as const;

/** Compacts what arrived in the last two days, hour by hour. */
export const compactionHandler =
  (streams: readonly DeployedCompaction[]) =>
  async ({ scheduled }: { readonly scheduled: string }): Promise<void> => {
    const now = Date.parse(scheduled);
    const range = { from: now - AGE.most * HOUR, before: now - AGE.least * HOUR };
    for (const { stream, ports } of streams) {
      log.info('compacted', { ...(await compactStream(stream, ports, range)) });
    }
  };
