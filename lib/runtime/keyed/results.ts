import type { Json } from '../../core/aggregators/aggregator.ts';
import { jsonSize } from '../../core/json/json-size.ts';
import { utf8Length } from '../../core/key.ts';
import { greatest } from '../../core/many.ts';
import { rowAggregate } from '../../core/operators/accumulators.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import { EARLIEST_EVENT_TIME, type EventTime } from '../../core/time.ts';
import type { LateEvent, RecordImage, RowImage, SentEvent } from '../../ports/effects.ts';
import type { RunSink } from '../graph/sink.ts';
import type { Focus } from './one-key-driver.ts';
import type { OperatorRuntime } from './operator-runtime.ts';
import type { Portion } from './portion.ts';

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
  /** How much was not taken for each reason but lateness; absent until there is any. */
  reasons?: Record<string, number>;
};

/** Counts what was not taken, as what and why. */
export function countAside(
  counters: OperatorCounters,
  as: 'late' | 'overflow' | 'failed',
  reason?: string,
): void {
  counters[as]++;
  if (reason === undefined) return;
  counters.reasons = { ...counters.reasons, [reason]: (counters.reasons?.[reason] ?? 0) + 1 };
}

/** Longest record, in bytes of its JSON: a head of 4 MB holds it with what else an epoch changes. */
export const MAX_RECORD_BYTES = 2_000_000;

/** Nothing so far. */
export const noResults = (counters: OperatorCounters): Results => ({
  ...{ rows: new Map(), records: [], late: [], sent: new Map() },
  counters: { ...counters },
});

/** What results are about, beside what is in focus. */
export interface Circumstances extends Focus {
  results: Results;
  /** Which of them leave. */
  portion: Portion;
  /** Sets those that leave aside instead, because no head holds them. */
  refuses: boolean;
  /** Arrival of the newest record. */
  arrival: EventTime;
}

/** About what a result needs beside its content and its key, in characters. */
export const ENVELOPE = 160;

/** About how many characters an event needs on its way to another key. */
export const sentSize = ({ key, event }: SentEvent): number =>
  ENVELOPE + key.length + jsonSize(event);

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
  const step =
    operator.kind === 'window' && operator.windows.kind === 'cumulating'
      ? operator.windows.step
      : undefined;

  const size = (key: string, content: number): number => ENVELOPE + key.length + content;

  function setAside(aside: Aside): void {
    const sub = at.cause.results++;
    if (!at.portion.takes()) return;
    leave(view, at, { ...aside, sub, ...(scatters ? {} : { key: at.entry.key }) });
  }

  const write = (image: RowImage): void => {
    const { key, start, since = '', pane = '' } = image;
    if (at.refuses) refuse(view, at, { key, time: start, sub: at.cause.results });
    else {
      at.portion.add(size(key, jsonSize(image.acc)));
      at.results.rows.set(`${view}\n${key}\n${start}\n${since}\n${pane}`, image);
    }
  };

  return {
    row({ key, start, end, pane }, acc) {
      const id = keepsPanes && pane !== 'onTime' ? { pane: resultId(key, at) } : {};
      if (!at.portion.takes()) return;
      const encoded = encode(acc) as Json[];
      const since = step === undefined ? {} : { since: end - step };
      write({ view, key, start, ...since, end, acc: encoded, updatedAt: at.arrival, ...id });
    },
    retract({ key, start, end }, into) {
      if (!at.portion.takes()) return;
      write({ view, key, start, end, acc: [], updatedAt: at.arrival, mergedInto: into });
    },
    record({ key, time, record }) {
      const sub = at.cause.results;
      const id = resultId(key, at);
      if (!at.portion.takes()) return;
      if (at.refuses) return refuse(view, at, { key, time, sub });
      const encoded = codec.encode(record);
      const bytes = utf8Length(JSON.stringify(encoded));
      if (bytes > MAX_RECORD_BYTES) {
        leave(view, at, { key, sub, time, why: 'overflow: record', as: 'overflow' });
        return;
      }
      at.portion.add(size(key, bytes));
      at.results.records.push({
        ...{ view, key, time, id },
        record: encoded,
        updatedAt: at.arrival,
        ...(scatters ? { stepKey: at.entry.key } : {}),
      });
    },
    late: ({ time }) => setAside({ time, as: 'late' }),
    overflow: ({ time, cap }) => setAside({ time, why: `overflow: ${cap}`, as: 'overflow' }),
    deadLetter({ code, message }) {
      setAside({ time: EARLIEST_EVENT_TIME, why: `${code}: ${message}`, as: 'failed' });
    },
  };
}

/** Something that was not taken, and what it counts as. */
interface Aside {
  /** Of the rows that lack it, if one knows. */
  readonly key?: string;
  readonly time: EventTime;
  readonly why?: string;
  readonly as: 'late' | 'overflow' | 'failed';
}

/** Says that something was not taken. @param aside - Its place among what its cause gives. */
function leave(
  view: string,
  at: Circumstances,
  { key, sub, time, why, as }: Aside & { readonly sub: number },
): void {
  const reached = greatest(at.entry.watermarks);
  countAside(at.results.counters, as, why === undefined ? undefined : reasonIn(why));
  at.portion.add(ENVELOPE);
  at.results.late.push({
    ...{ view, ...(key === undefined ? {} : { key }), sequence: at.cause.id, sub, eventTime: time },
    watermark: Number.isFinite(reached) ? reached : EARLIEST_EVENT_TIME,
    ...(why === undefined ? {} : { why }),
  });
}

/** An overflow with its cap, or the code of a dead letter. */
const reasonIn = (why: string): string =>
  why.startsWith('overflow: ') ? why : why.slice(0, why.indexOf(':'));

/** Sets a result aside that no head holds. */
export const refuse = (
  view: string,
  at: Circumstances,
  result: Pick<Aside, 'key' | 'time'> & { readonly sub: number },
): void => leave(view, at, { ...result, why: 'overflow: effects', as: 'overflow' });

/** Names a result for ever among those of a key: a timer is one of its own key only. */
export function resultId(key: string, { entry, cause }: Focus): string {
  const of = cause.isTimer && key !== entry.key ? `/${entry.key}` : '';
  return `${cause.id}${of}/${cause.results++}`;
}
