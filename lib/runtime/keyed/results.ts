import type { Json } from '../../core/aggregators/aggregator.ts';
import { utf8Length } from '../../core/key.ts';
import { rowAggregate } from '../../core/operators/accumulators.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import { EARLIEST_EVENT_TIME, type EventTime } from '../../core/time.ts';
import type { LateEvent, RecordImage, RowImage, SentEvent } from '../../ports/effects.ts';
import type { RunSink } from '../run/sink.ts';
import type { Focus } from './key-stage.ts';
import type { OperatorRuntime } from './operator-runtime.ts';

/** What steps with state gave in one epoch. */
export interface Results {
  /** The last image of each row. */
  readonly rows: Map<string, RowImage>;
  readonly records: RecordImage[];
  readonly late: LateEvent[];
  /** Results on their way to steps under another key, by the name of the step that gave them. */
  readonly sent: Map<string, SentEvent[]>;
  readonly counters: OperatorCounters;
}

export type OperatorCounters = {
  /** Events that came. */
  events: number;
  /** Of them and of results on their way: too late for the step. */
  late: number;
  /** Not taken, because the key holds as much as it may. */
  overflow: number;
  /** Results that a step behind could not take. */
  failed: number;
};

/** Longest record that a store takes, in bytes of its JSON: an item of DynamoDB holds 400 KB. */
export const MAX_RECORD_BYTES = 350_000;

/** Nothing so far. */
export const noResults = (counters: OperatorCounters): Results => ({
  ...{ rows: new Map(), records: [], late: [], sent: new Map() },
  counters: { ...counters },
});

/** What results are about, beside what is in focus. */
export interface Circumstances extends Focus {
  results: Results;
  /** Arrival of the newest record. */
  arrival: EventTime;
}

/** Makes images of what the steps of a view give. */
export function resultSink(
  { id: view, view: { operator }, plan: { scatters } }: OperatorRuntime,
  at: Circumstances,
): RunSink {
  const codec = eventCodec(operator.fields);
  const { encode } = rowAggregate(operator.kind === 'window' ? operator.aggregates : {});
  const keepsPanes =
    operator.kind === 'window' &&
    operator.accumulation === 'discarding' &&
    operator.windows.kind !== 'session';

  function setAside({ time, why }: { readonly time: EventTime; readonly why?: string }): void {
    const reached = Math.max(...at.entry.watermarks);
    at.results.late.push({
      view,
      sequence: at.cause.id,
      sub: at.cause.results++,
      eventTime: time,
      watermark: Number.isFinite(reached) ? reached : EARLIEST_EVENT_TIME,
      ...(why === undefined ? {} : { why }),
    });
  }

  const write = (image: RowImage): void => {
    const { key, start, pane = '' } = image;
    const id = `${view}\n${key}\n${start}\n${pane}`;
    at.results.rows.set(id, image);
  };

  return {
    row({ key, start, end, pane }, acc) {
      const image = { view, key, start, end, acc: encode(acc) as Json[], updatedAt: at.arrival };
      write(keepsPanes && pane !== 'onTime' ? { ...image, pane: resultId(key, at) } : image);
    },
    retract({ key, start, end }, into) {
      write({ view, key, start, end, acc: [], updatedAt: at.arrival, mergedInto: into });
    },
    record({ key, time, record }) {
      const encoded = codec.encode(record);
      if (utf8Length(JSON.stringify(encoded)) > MAX_RECORD_BYTES) {
        at.results.counters.overflow++;
        setAside({ time, why: 'overflow: record' });
        return;
      }
      const id = resultId(key, at);
      at.results.records.push({
        ...{ view, key, time, id },
        record: encoded,
        updatedAt: at.arrival,
        ...(scatters ? { stepKey: at.entry.key } : {}),
      });
    },
    late({ time }) {
      at.results.counters.late++;
      setAside({ time });
    },
    overflow({ time, cap }) {
      at.results.counters.overflow++;
      setAside({ time, why: `overflow: ${cap}` });
    },
    deadLetter({ code, message }) {
      at.results.counters.failed++;
      setAside({ time: EARLIEST_EVENT_TIME, why: `${code}: ${message}` });
    },
  };
}

/** Names a result for ever among those of a key: a timer is one of its own key only. */
export function resultId(key: string, { entry, cause }: Focus): string {
  const of = cause.isTimer && key !== entry.key ? `/${entry.key}` : '';
  return `${cause.id}${of}/${cause.results++}`;
}

/** Leaves nothing of the results but what says that there were some. */
export function setAsideAll({ rows, records, sent, late, counters }: Results): void {
  const all = [
    ...[...rows.values()].map(({ view, key, start }) => ({ view, key, at: start, id: 'row' })),
    ...records.map(({ view, key, time, id }) => ({ view, key, at: time, id })),
    ...[...sent.values()].flat().map(({ view, key, time, id }) => ({ view, key, at: time, id })),
  ];
  counters.overflow += all.length;
  for (const { view, key, at, id } of all) {
    const why = 'overflow: effects';
    late.push({ view, sequence: `${id}/${key}`, sub: 0, eventTime: at, watermark: at, why });
  }
  rows.clear();
  records.length = 0;
  sent.clear();
}
