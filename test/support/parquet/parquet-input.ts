import type { TimeReader } from '../../../lib/adapters/parquet/input/target.ts';
import { parseInstant } from '../../../lib/core/instant.ts';

/** Takes clocks to show UTC. */
export const readWallClock: TimeReader = {
  text: (text) => parseInstant(text.length > 10 ? `${text}Z` : `${text}T00:00Z`),
  number: () => undefined,
};
