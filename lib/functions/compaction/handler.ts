import { COMPACTED_AFTER, compactStream } from '../../runtime/archive/compact.ts';
import { log } from '../log.ts';
import type { DeployedCompaction } from './streams.ts';

/** How far back hours are looked for that are not compacted yet. Milliseconds. */
const LOOKS_BACK = 50 * 3_600_000;

/** Compacts what arrived in the last two days, hour by hour. */
export const compactionHandler =
  (streams: readonly DeployedCompaction[]) =>
  async ({ scheduled }: { readonly scheduled: string }): Promise<void> => {
    const now = Date.parse(scheduled);
    const range = { from: now - LOOKS_BACK, before: now - COMPACTED_AFTER };
    for (const { stream, ports } of streams) {
      log.info('compacted', { ...(await compactStream(stream, ports, range)) });
    }
  };
