import { product, where } from '../../lib/core/expression.ts';
import { type Field, json } from '../../lib/core/field-type.ts';
import type { Match } from '../../lib/core/pair-condition.ts';
import { path } from '../../lib/core/path.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';
import type { Grouped, Rows } from '../../lib/pipeline/definition/grouped.ts';
import type { MonitorRule } from '../../lib/pipeline/definition/options.ts';
import type { Aggregates } from '../../lib/pipeline/definition/result-types.ts';
import type { Stream } from '../../lib/pipeline/definition/stream.ts';
import type { FillOptions } from '../../lib/pipeline/definition/window-options.ts';
import { type Case, type CaseEvent, type TimeSpec, Unsupported } from './case.ts';
import { timeOptions } from './feed.ts';
import { type AnyEvent, fieldNamed, inferSchema, partitionKey } from './infer-schema.ts';
import { aggregatesOf, type WindowSpec, windowsOf } from './window-aggregate.ts';

type Part = Readonly<Record<string, unknown>>;

/** Where events come from, and what is done to them, step by step. */
export interface FlowNode {
  /** Name of a stream. */
  readonly from?: string;
  /** Or several nodes, whose events come together. */
  readonly union?: readonly FlowNode[];
  readonly steps?: readonly Part[];
}

export interface FlowSpec extends TimeSpec, FlowNode {
  /** Types of fields by stream, where the events of the case do not show them: `{"tags": "json?"}`. */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

type Any = Stream<AnyEvent>;
type Keys = [string, ...string[]];
type AnyGrouped = Grouped<AnyEvent, string>;

/** The stream that an event is put into. */
export const streamOf = ({ stream }: CaseEvent): string =>
  typeof stream === 'string' ? stream : 'events';

/** The definition that a specification describes; its last records are in the view `records`. */
export function flowDefinition({ spec, steps }: Case<FlowSpec>): Pipeline {
  const events = steps.flatMap(({ event }) => event ?? []);
  return pipeline('conformance', (p) => {
    const streams = new Map<string, Any>();
    const stream = (name: string): Any => {
      const known = streams.get(name);
      if (known !== undefined) return known;
      const Event = schemaOf(
        events.filter((event) => streamOf(event) === name),
        spec.fields?.[name] ?? {},
      );
      const options = { key: partitionKey(Event), time: 'ts', ...timeOptions(spec) };
      const made = p.stream(name, Event, options);
      streams.set(name, made);
      return made;
    };
    flowOf(spec, stream).groupAll().view('records');
  });
}

function schemaOf(events: readonly CaseEvent[], types: Readonly<Record<string, string>>) {
  const known = Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, fieldNamed(type)]),
  );
  return inferSchema(events, { known, declared: known });
}

type StreamNamed = (name: string) => Any;

function flowOf(node: FlowNode, stream: StreamNamed): Any {
  return (node.steps ?? []).reduce<Any>(
    (flow, step) => stepOf(flow, step, stream),
    sourceOf(node, stream),
  );
}

function sourceOf(node: FlowNode, stream: StreamNamed): Any {
  if (node.from !== undefined) return stream(node.from);
  const [first, second, ...others] = (node.union ?? []).map((each) => flowOf(each, stream));
  if (first === undefined) return stream('events');
  return second === undefined ? first : first.union(second, ...others);
}

/** What each step does, by the word that it begins with. */
const STEPS: Readonly<Record<string, (flow: Any, step: Part, stream: StreamNamed) => Any>> = {
  where(flow, { where: condition }) {
    const { field, op, value } = condition as {
      readonly field: string;
      readonly op: Parameters<typeof where>[1];
      readonly value: Parameters<typeof where>[2];
    };
    return flow.filter(where(field, op, value));
  },
  filter: (flow, { filter }) => flow.filter(String(filter)),
  derive(flow, { derive, path: of, type, product: factors, expression }) {
    const name = String(derive);
    if (expression !== undefined) {
      const field = type === undefined ? undefined : fieldNamed(String(type));
      return flow.derive(name, String(expression), field) as unknown as Any;
    }
    if (factors !== undefined) {
      const [a = '', b = ''] = factors as readonly string[];
      return flow.derive(name, product(a, b)) as unknown as Any;
    }
    const inner = path(String(of), fieldNamed(String(type ?? 'json?')));
    return flow.derive(name, inner) as unknown as Any;
  },
  rename: (flow, { rename }) => flow.rename(rename as Readonly<Record<string, string>>) as Any,
  drop: (flow, { drop }) => flow.drop(...(drop as [string, ...string[]])) as Any,
  select: (flow, { select }) => flow.select(...(select as [string, ...string[]])) as Any,
  flatten(flow, { flatten, of, as, keepEmpty }) {
    const element: Field = of === undefined ? json() : fieldNamed(String(of));
    return flow.flatten(String(flatten), {
      of: element,
      ...(as === undefined ? {} : { as: String(as) }),
      keepEmpty: keepEmpty === true,
    });
  },
  join(flow, step, stream) {
    const { join, type = 'inner', as } = step;
    const other = keyed(flowOf(join as FlowNode, stream), step);
    const options = { as: as as Names, type: type as 'inner', ...nearOf(step) };
    return keyed(flow, step).join(other, options) as unknown as Any;
  },
  semiJoin: (flow, step, stream) =>
    keyed(flow, step).semiJoin(
      keyed(flowOf(step['semiJoin'] as FlowNode, stream), step),
      nearOf(step),
    ),
  antiJoin: (flow, step, stream) =>
    keyed(flow, step).antiJoin(
      keyed(flowOf(step['antiJoin'] as FlowNode, stream), step),
      nearOf(step),
    ),
  joinAsOf(flow, step, stream) {
    const { joinAsOf, type = 'inner', as, toleranceMs } = step;
    const other = keyed(flowOf(joinAsOf as FlowNode, stream), step);
    const limit = toleranceMs === undefined ? {} : { tolerance: Number(toleranceMs) };
    const options = { as: as as Names, type: type as 'inner' | 'left', ...limit };
    return keyed(flow, step).joinAsOf(other, options) as unknown as Any;
  },
  sorted: (flow, step) => keyed(flow, step).sorted(),
  timedBy: (flow, { timedBy }) => flow.timedBy(String(timedBy)),
  window(flow, step) {
    const spec = step as unknown as WindowSpec;
    const { allowedLatenessMs = 0, emit = 'onTimeAndLate', accumulation = 'accumulating' } = spec;
    const rule = { allowedLateness: allowedLatenessMs, emit, accumulation };
    const windowed = keyed(flow, step).window(windowsOf(spec.window), rule);
    const aggregated = windowed.aggregate(aggregatesOf(spec.aggregates));
    if (step['monitor'] !== undefined) {
      return aggregated.monitor(step['monitor'] as MonitorRule) as unknown as Any;
    }
    const results = resultsOf(aggregated, spec.window.type, step) as unknown as Any;
    return step['having'] === undefined ? results : results.filter(String(step['having']));
  },
};

/** What a step of windows gives: rows, with those of windows without events, or events with their values. */
function resultsOf(
  rows: Rows<AnyEvent, string, Aggregates<AnyEvent>>,
  type: string,
  { fill, until, limit, time }: Part,
) {
  if (type === 'preceding' || type === 'rolling') return rows.features();
  if (fill !== undefined) return rows.fill({ fill, until, limit } as FillOptions);
  return rows.rows(time === undefined ? {} : { time: String(time) });
}

type Names = readonly [string, string];

/** Which events of the other side are near, and what else a pair has to fulfil. */
function nearOf(step: Part) {
  const { lowerMs, upperMs, lowerInclusive = true, upperInclusive = true } = step;
  const { allowedLatenessMs = 0, matching: where } = step;
  return {
    ...{
      lower: Number(lowerMs),
      upper: Number(upperMs),
      allowedLateness: Number(allowedLatenessMs),
    },
    ...{ lowerInclusive: lowerInclusive === true, upperInclusive: upperInclusive === true },
    ...(where === undefined ? {} : { where: where as string | readonly Match<string, string>[] }),
  };
}

/** The flow under the key that a step names, some of it by expressions, or sets of keys: all together without one. */
function keyed(flow: Any, { groupBy = [], sets, cube, rollup }: Part): AnyGrouped {
  if (sets !== undefined) return flow.groupBySets(sets as Keys[]) as unknown as AnyGrouped;
  if (cube !== undefined) return flow.groupByCube(...(cube as Keys)) as unknown as AnyGrouped;
  if (rollup !== undefined) return flow.groupByRollup(...(rollup as Keys)) as unknown as AnyGrouped;
  const keys = groupBy as readonly (string | Readonly<Record<string, string>>)[];
  if (keys.length === 0) return flow.groupAll() as unknown as AnyGrouped;
  return (flow.groupBy as unknown as (...all: typeof keys) => AnyGrouped)(...keys);
}

function stepOf(flow: Any, step: Part, stream: StreamNamed): Any {
  const word = Object.keys(STEPS).find((each) => each in step);
  const make = word === undefined ? undefined : STEPS[word];
  if (make === undefined) throw new Unsupported(`the step ${JSON.stringify(step)}`);
  return make(flow, step, stream);
}
