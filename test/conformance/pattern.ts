import type { Condition } from '../../lib/core/expression.ts';
import { double, type Field, optional, string } from '../../lib/core/field-type.ts';
import type { PatternDefinition } from '../../lib/core/pattern/pattern-chain.ts';
import {
  leavesOf,
  type PatternCondition,
  type SkipSpec,
  type StageSpec,
  type WithinType,
} from '../../lib/core/pattern/spec.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { type Case, type TimeSpec, Unsupported, type Verdict } from './case.ts';
import { difference } from './compare.ts';
import { type Feed, feedAndCompare, timeOptions } from './feed.ts';
import { type AnyEvent, inferSchema, partitionKey } from './infer-schema.ts';

interface Spec extends TimeSpec {
  readonly pattern: readonly StageSpec[];
  readonly skip?: string;
  readonly skipTo?: string;
  readonly withinMs?: number;
  readonly withinType?: WithinType;
}

type Ids = Readonly<Record<string, readonly string[]>>;

interface Timeout {
  readonly partial: Ids;
  readonly at: number;
}

export type PatternCase = Case<
  Spec,
  {
    readonly matches?: readonly Ids[];
    readonly timeouts?: readonly Timeout[];
    readonly late?: readonly string[];
  }
>;

/** Runs a case of a pattern: an ordinary definition with the stages of the case. */
export function runPattern(one: PatternCase): Verdict {
  const matches: Ids[] = [];
  const timeouts: Timeout[] = [];
  const late: string[] = [];
  const by = {
    pipeline: pipelineOf(one),
    streamOf: () => 'events',
    timed: ['events'],
    sink: {
      record({ record }) {
        const events = idsOf(record['events'] as Readonly<Record<string, readonly AnyEvent[]>>);
        if (record['outcome'] === 'match') matches.push(events);
        else timeouts.push({ partial: events, at: record['at'] as number });
      },
      late: ({ event }) => void late.push(String(event['id'])),
    },
  } satisfies Feed;
  const { expected } = one;
  const compare = (
    what: string,
    wanted: readonly unknown[] | undefined,
    got: readonly unknown[],
  ) => (wanted === undefined ? [] : difference(what, { expected: wanted, got }));
  return feedAndCompare(one, by, () => [
    ...compare('matches', expected.matches, matches),
    ...compare('timeouts', expected.timeouts, timeouts),
    ...compare('late events', expected.late, late),
  ]);
}

const idsOf = (events: Readonly<Record<string, readonly AnyEvent[]>>): Ids =>
  Object.fromEntries(
    Object.entries(events).map(([stage, those]) => [stage, those.map(({ id }) => String(id))]),
  );

/** What the cases call the strategies. */
const STRATEGIES: Readonly<Record<string, SkipSpec['strategy']>> = {
  noSkip: 'none',
  skipPastLastEvent: 'pastLastEvent',
  skipToNext: 'toNext',
  skipToFirst: 'toFirst',
  skipToLast: 'toLast',
};

function skipOf({ skip = 'noSkip', skipTo }: Spec): SkipSpec {
  const strategy = STRATEGIES[skip];
  if (strategy === undefined) throw new Unsupported(`the skip strategy "${skip}"`);
  return { strategy, ...(skipTo === undefined ? {} : { to: skipTo }) } as SkipSpec;
}

/** A group need not have a name in a case. */
const named = (stage: StageSpec, i: number): StageSpec =>
  stage.group === undefined
    ? stage
    : { ...stage, name: stage.name ?? `group ${i}`, group: stage.group.map(named) };

/** Fields that conditions ask for, which no event of the case need have. */
function askedFor({ pattern }: Spec): Readonly<Record<string, Field>> {
  const conditions = leavesOf(pattern).flatMap(({ where, until }) =>
    [where, until].flatMap(partsOf),
  );
  return Object.fromEntries(
    conditions.map(({ field, value }) => {
      const [first] = [value].flat();
      return [field, optional<unknown>(typeof first === 'number' ? double() : string())];
    }),
  );
}

function partsOf(condition: PatternCondition | undefined): readonly Condition[] {
  if (condition === undefined || 'fn' in condition || 'expression' in condition) return [];
  if ('field' in condition) return [condition];
  return ('all' in condition ? condition.all : condition.any).flatMap(partsOf);
}

function pipelineOf({ spec, steps }: PatternCase) {
  const Event = inferSchema(
    steps.flatMap(({ event }) => event ?? []),
    { known: askedFor(spec) },
  );
  const definition: PatternDefinition<AnyEvent> = {
    spec: {
      stages: spec.pattern.map(named),
      skip: skipOf(spec),
      ...(spec.withinMs === undefined ? {} : { withinMs: spec.withinMs }),
      ...(spec.withinType === undefined ? {} : { withinType: spec.withinType }),
    },
    functions: [],
  };
  return pipeline('conformance', (p) => {
    const events = p.stream('events', Event, {
      key: partitionKey(Event),
      time: 'ts',
      ...timeOptions(spec),
    });
    const keyed = 'key' in Event.fields ? events.groupBy('key') : events.groupAll();
    keyed.match(definition, { timeouts: true }).groupAll().view('matches');
  });
}
