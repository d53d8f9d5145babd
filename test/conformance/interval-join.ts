import { where } from '../../lib/core/expression.ts';
import { string } from '../../lib/core/field-type.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Case, TimeSpec, Verdict } from './case.ts';
import { difference } from './compare.ts';
import { type Feed, feedAndCompare, timeOptions } from './feed.ts';
import { inferSchema, partitionKey } from './infer-schema.ts';

interface JoinSpec extends TimeSpec {
  readonly join: {
    readonly type: 'inner' | 'left' | 'right' | 'full';
    readonly lowerMs: number;
    readonly upperMs: number;
    readonly lowerInclusive?: boolean;
    readonly upperInclusive?: boolean;
    readonly allowedLatenessMs?: number;
  };
  readonly allowedLatenessMs?: number;
}

interface Pair {
  readonly left: string | null;
  readonly right: string | null;
  readonly ts: number;
}

export type JoinCase = Case<
  JoinSpec,
  { readonly pairs?: readonly Pair[]; readonly late?: readonly string[] }
>;

/** What both sides have. */
const SIDES = { id: string(), key: string(), stream: string() };

/** Runs a case of a join: one stream joined with itself, so that it has one watermark. */
export function runIntervalJoin(one: JoinCase): Verdict {
  const pairs: Pair[] = [];
  const late: string[] = [];
  const by = {
    pipeline: pipelineOf(one),
    streamOf: () => 'events',
    timed: ['events'],
    sink: {
      record: ({ record }) =>
        void pairs.push({
          left: (record['left_id'] as string | undefined) ?? null,
          right: (record['right_id'] as string | undefined) ?? null,
          ts: record['time'] as number,
        }),
      late: ({ event }) => void late.push(String(event['id'])),
    },
  } satisfies Feed;
  const { expected } = one;
  return feedAndCompare(one, by, () => [
    ...(expected.pairs === undefined
      ? []
      : difference('pairs', { expected: expected.pairs, got: pairs })),
    ...(expected.late === undefined
      ? []
      : difference('late events', { expected: expected.late, got: late }, true)),
  ]);
}

function pipelineOf({ spec, steps }: JoinCase) {
  const Event = inferSchema(
    steps.flatMap(({ event }) => event ?? []),
    { known: SIDES },
  );
  const { join } = spec;
  return pipeline('conformance', (p) => {
    const events = p.stream('events', Event, {
      key: partitionKey(Event),
      time: 'ts',
      ...timeOptions(spec),
    });
    const side = (name: string) => {
      const mine = events.filter(where('stream', '==', name));
      const byKey = () => mine.groupBy('key');
      if ('key' in Event.fields) return byKey();
      return mine.groupAll() as unknown as ReturnType<typeof byKey>;
    };
    side('left')
      .join(side('right'), {
        as: ['left', 'right'],
        type: join.type,
        lower: join.lowerMs,
        upper: join.upperMs,
        lowerInclusive: join.lowerInclusive ?? true,
        upperInclusive: join.upperInclusive ?? true,
        allowedLateness: join.allowedLatenessMs ?? spec.allowedLatenessMs ?? 0,
      })
      .groupAll()
      .view('pairs');
  });
}
