import { append } from '../../core/many.ts';
import type { EventTime } from '../../core/time.ts';
import { settlingTime } from '../../pipeline/plan/settling-time.ts';
import type { RecordImage, RowImage, SentEvent } from '../../ports/effects.ts';
import type { OperatorRuntime } from '../keyed/operator-runtime.ts';
import { type HealKeyPorts, healKey, type KeyVerdict } from './heal-key.ts';
import type { ViewRange } from './protocol.ts';
import { type KeyResults, keyReplay } from './replay-key.ts';

/** Puts the events of each key together, and gives them to the steps of their views. */
export interface KeyedParts {
  add(event: SentEvent, arrival: EventTime): void;
  /** What the views give, one after the other. */
  views(): Iterable<ReplayedView>;
}

/** What a view gives in its range, for all keys that were added. */
export interface ReplayedView {
  readonly view: string;
  readonly rows: readonly RowImage[];
  readonly records: readonly RecordImage[];
  heal(ports: HealKeyPorts, run: string): Promise<KeyVerdict[]>;
}

/** Keys that are healed at once: each waits for an answer of its own. */
const KEYS_AT_ONCE = 32;

/** @param runtimes - By view id; events of other views are passed over. */
export function keyedParts(
  runtimes: ReadonlyMap<string, OperatorRuntime>,
  ranges: readonly ViewRange[],
): KeyedParts {
  const byView = new Map<string, Map<string, SentEvent[]>>();
  let newest = 0;

  return {
    add(event, arrival) {
      newest = Math.max(newest, arrival);
      const keys = byView.get(event.view) ?? new Map<string, SentEvent[]>();
      byView.set(event.view, keys);
      const events = keys.get(event.key);
      if (events === undefined) keys.set(event.key, [event]);
      else events.push(event);
    },
    *views() {
      for (const range of ranges) {
        const runtime = runtimes.get(range.view);
        const keys = byView.get(range.view);
        if (runtime !== undefined && keys !== undefined)
          yield replayed(runtime, range, { keys, newest });
      }
    },
  };
}

interface Gathered {
  readonly keys: ReadonlyMap<string, readonly SentEvent[]>;
  /** Arrival of the newest record. */
  readonly newest: EventTime;
}

function replayed(
  runtime: OperatorRuntime,
  { from, to }: ViewRange,
  { keys, newest }: Gathered,
): ReplayedView {
  const { operator } = runtime.view;
  const replay = keyReplay(runtime);
  const until = to + settlingTime(operator) + 1;
  const results = new Map<string, KeyResults>();
  for (const [key, events] of keys) {
    const { rows, records } = replay({ key, events, arrival: newest, until });
    results.set(key, {
      rows: rows.filter(({ start, end }) => from <= start && end <= to),
      records: records.filter(({ time }) => from <= time && time < to),
    });
  }
  const sorted = [...results].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    view: runtime.id,
    rows: sorted.flatMap(([, { rows }]) => rows),
    records: sorted.flatMap(([, { records }]) => records),
    async heal(ports, run) {
      const records = runtime.plan.scatters ? 'records apart' : 'records';
      const gives = operator.kind === 'window' ? 'rows' : records;
      const verdicts: KeyVerdict[] = [];
      for (let i = 0; i < sorted.length; i += KEYS_AT_ONCE) {
        const some = sorted.slice(i, i + KEYS_AT_ONCE).map(([key, each]) => {
          const compared = { view: runtime.id, key, gives, range: { from, to }, run } as const;
          return healKey(ports, compared, each);
        });
        for (const each of await Promise.all(some)) append(verdicts, each);
      }
      return verdicts;
    },
  };
}
