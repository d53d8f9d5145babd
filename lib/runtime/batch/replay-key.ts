import type { EventTime } from '../../core/time.ts';
import type { RecordImage, RowImage, SentEvent } from '../../ports/effects.ts';
import { freshEntry } from '../keyed/key-entry.ts';
import { NO_KEYED_PROGRESS } from '../keyed/keyed-progress.ts';
import type { OperatorRuntime } from '../keyed/operator-runtime.ts';
import { noResults } from '../keyed/results.ts';
import { type ViewWorker, viewWorker } from '../keyed/view-worker.ts';

/** What the steps of a view give for one key. */
export interface KeyResults {
  readonly rows: readonly RowImage[];
  /** In the order of their times. Their ids mean nothing: they follow the order of the events. */
  readonly records: readonly RecordImage[];
}

/** The events of one key, and until when time passes after the last of them. */
export interface KeyEvents {
  readonly key: string;
  readonly events: readonly SentEvent[];
  /** Arrival of the newest record, in milliseconds. */
  readonly arrival: EventTime;
  readonly until: EventTime;
}

/**
 * Gives a view's steps the events of one key in the order of their times, so that none is late.
 *
 * Time follows one millisecond behind the events: whatever touches at one instant comes together,
 * as it would if all events came before time passed.
 */
export function keyReplay(runtime: OperatorRuntime): (events: KeyEvents) => KeyResults {
  const worker = viewWorker(runtime);
  return ({ key, events, arrival, until }) => {
    const entry = freshEntry(runtime.id, key, worker.steps.length);
    worker.at.results = noResults(NO_KEYED_PROGRESS.counters);
    worker.at.arrival = arrival;
    for (const event of events.toSorted((a, b) => a.time - b.time)) {
      worker.take(entry, { ...event, reached: null }, () => event.time - 1);
    }
    worker.advance(entry, () => until);
    return resultsOf(worker);
  };
}

const resultsOf = ({ at: { results } }: ViewWorker): KeyResults => ({
  rows: [...results.rows.values()].filter(({ mergedInto }) => mergedInto === undefined),
  records: results.records.toSorted((a, b) => a.time - b.time),
});
