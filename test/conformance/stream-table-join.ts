import { where } from '../../lib/core/expression.ts';
import { optional, string } from '../../lib/core/field-type.ts';
import { type Schema, schema } from '../../lib/core/schema/schema.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Case, TimeSpec, Verdict } from './case.ts';
import { difference } from './compare.ts';
import { type Feed, feedAndCompare, timeOptions } from './feed.ts';
import { type AnyEvent, inferSchema, partitionKey } from './infer-schema.ts';

interface TableSpec extends TimeSpec {
  readonly join: {
    readonly mode: 'arrival' | 'eventTime';
    readonly type: 'inner' | 'left';
    readonly graceMs?: number;
  };
}

interface Row {
  readonly stream: string;
  readonly table: unknown;
}

export type TableCase = Case<
  TableSpec,
  { readonly rows: readonly Row[]; readonly late?: readonly string[] }
>;

/** What both sides have. */
const SIDES = { id: string(), key: string(), stream: string() };

/** More than any case spans. */
const HISTORY = '36500d';

/**
 * Runs a case of a stream and a table.
 *
 * With a watermark policy both are parts of one stream. Without one time is the time of the stream
 * side alone, as in Kafka Streams: the table is a stream of its own that never holds time back.
 */
export function runStreamTableJoin(one: TableCase): Verdict {
  const rows: Row[] = [];
  const late: string[] = [];
  const isApart = one.spec.watermark === undefined;
  const by = {
    pipeline: pipelineOf(one),
    streamOf: ({ stream }) => (isApart ? String(stream) : 'events'),
    timed: [isApart ? 'stream' : 'events'],
    untimed: isApart ? ['table'] : [],
    sink: {
      record: ({ record }) =>
        void rows.push({
          stream: String(record['stream_id']),
          table: record['table_value'] ?? null,
        }),
      late: ({ event }) => void late.push(String(event['id'])),
    },
  } satisfies Feed;
  const { expected } = one;
  return feedAndCompare(one, by, () => [
    ...difference('rows', { expected: expected.rows, got: rows }),
    ...(expected.late === undefined
      ? []
      : difference('late events', { expected: expected.late, got: late }, true)),
  ]);
}

function pipelineOf({ spec, steps }: TableCase) {
  const Event = withOptionalValue(
    inferSchema(
      steps.flatMap(({ event }) => event ?? []),
      { known: SIDES },
    ),
  );
  const { mode, type, graceMs } = spec.join;
  const options = { key: partitionKey(Event), time: 'ts' } as const;
  const streamTime = { watermarks: 'fromEvents', maxOutOfOrderness: 0 } as const;
  return pipeline('conformance', (p) => {
    const events =
      spec.watermark === undefined
        ? undefined
        : p.stream('events', Event, { ...options, ...timeOptions(spec) });
    const side = (name: string) =>
      (
        events?.filter(where('stream', '==', name)) ??
        p.stream(name, Event, { ...options, ...streamTime })
      ).groupBy('key');
    side('stream')
      .joinTable(side('table').table({ removedWithout: 'value' }), {
        as: ['stream', 'table'],
        type,
        asOf: mode,
        ...(mode === 'eventTime' ? { history: HISTORY } : {}),
        ...(graceMs === undefined || mode === 'arrival' ? {} : { grace: graceMs }),
      })
      .groupAll()
      .view('rows');
  });
}

/** A table event without a value removes its row. */
function withOptionalValue(given: Schema<AnyEvent>): Schema<AnyEvent> {
  const value = optional(given.fields['value'] ?? string());
  return schema({ ...given.fields, value }) as Schema<AnyEvent>;
}
