import { failureMessage } from '../../core/schema/decode-failure.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import type { Taken } from './intake.ts';

const TOO_LARGE = {
  reason: 'EFFECTS_TOO_LARGE',
  got: 'more than a head holds',
  expected: 'fewer or smaller rows',
} as const;

/** Where refused records stood, and what is counted of them. */
interface Refusal {
  readonly stream: string;
  readonly shard: string;
  readonly taken: Taken;
}

/** Sets records aside whose effects no head can hold, so that their shard moves on. */
export function refuse(records: readonly SourceRecord[], { stream, shard, taken }: Refusal): void {
  for (const record of records) {
    taken.counters.records++;
    taken.counters.deadLetters++;
    taken.newestArrival = Math.max(taken.newestArrival, record.arrival);
    taken.deadLetters.push({
      stream,
      shard,
      record,
      code: TOO_LARGE.reason,
      message: failureMessage(TOO_LARGE, stream),
    });
  }
}
