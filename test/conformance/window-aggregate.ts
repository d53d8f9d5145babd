import { canonicalJson } from '../../lib/core/canonical-json.ts';
import { int, optional } from '../../lib/core/field-type.ts';
import type { Accumulators } from '../../lib/core/operators/accumulators.ts';
import type { Value } from '../../lib/core/value.ts';
import type { CalendarUnit } from '../../lib/core/windows/calendar/civil.ts';
import { preceding, rolling } from '../../lib/core/windows/event-windows.ts';
import { sliding, tumbling } from '../../lib/core/windows/window.ts';
import {
  calendar,
  cumulating,
  session,
  type Windows,
} from '../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';
import type { RunRow } from '../../lib/runtime/graph/sink.ts';
import { type AggregateCase, aggregateOf, fieldsOf } from './aggregates.ts';
import { type Case, type TimeSpec, Unsupported, type Verdict } from './case.ts';
import { difference } from './compare.ts';
import { type Feed, feedAndCompare, timeOptions } from './feed.ts';
import { inferSchema, partitionKey } from './infer-schema.ts';

export interface WindowSpec extends TimeSpec {
  readonly window: {
    readonly type: string;
    readonly sizeMs?: number;
    readonly slideMs?: number;
    readonly offsetMs?: number;
    readonly stepMs?: number;
    readonly events?: number;
    readonly gapMs?: number;
    readonly gapField?: string;
    readonly touching?: 'merge' | 'split' | 'any';
    readonly unit?: string;
    readonly timeZone?: string;
  };
  readonly allowedLatenessMs?: number;
  readonly emit?: 'onTimeAndLate' | 'final' | 'onClose';
  readonly accumulation?: 'accumulating' | 'discarding';
  readonly aggregates: Readonly<Record<string, AggregateCase>>;
}

type Row = Readonly<Record<string, unknown>>;

interface Outcome {
  readonly emissions?: readonly {
    readonly afterStep: number | 'end';
    readonly rows: readonly Row[];
  }[];
  readonly final?: readonly Row[];
  readonly late?: readonly string[];
}

interface Expected extends Outcome {
  /** Other lawful results, with the rule that makes them so. */
  readonly alternatives?: readonly (Outcome & { readonly expected?: Outcome })[];
}

export type WindowCase = Case<WindowSpec, Expected>;

/** Runs a case of windows and compares rows by step, the table at the end, and late events. */
export function runWindowAggregate(one: WindowCase): Verdict {
  const steps = new Map<number | 'end', Row[]>();
  const table = new Map<string, Row>();
  const late: string[] = [];
  let rows: Row[] = [];
  const showsCapped = JSON.stringify(one.expected).includes('"capped":');
  const by: Feed = {
    pipeline: pipelineOf(one),
    streamOf: () => 'events',
    timed: ['events'],
    after(step) {
      steps.set(step, rows);
      rows = [];
    },
    sink: {
      row(row, acc) {
        const values = shownRow(row);
        const mine = showsCapped ? { ...values, capped: cappedOf(by.pipeline, acc) } : values;
        rows.push({ ...mine, pane: row.pane });
        table.set(idOf(row), mine);
      },
      retract: (row) => void table.delete(idOf(row)),
      late: ({ event }) => void late.push(String(event['id'])),
    },
  };
  return feedAndCompare(one, by, () => {
    const got = { steps, table: [...table.values()], late };
    const problems = compare(one, one.expected, got);
    const lawful = (one.expected.alternatives ?? []).some(
      (other) => compare(one, { ...one.expected, ...other, ...other.expected }, got).length === 0,
    );
    return lawful ? [] : problems;
  });
}

interface Got {
  readonly steps: ReadonlyMap<number | 'end', readonly Row[]>;
  readonly table: readonly Row[];
  readonly late: readonly string[];
}

const idOf = ({ key, start, end }: Pick<RunRow, 'key' | 'start' | 'end'>): string =>
  JSON.stringify([key, start, end]);

/** Names of the aggregates that passed their cap; given where a case asks for them. */
const cappedOf = ({ views }: Pipeline, acc: Accumulators): readonly string[] =>
  views.flatMap(({ operator }) =>
    operator.kind !== 'window'
      ? []
      : Object.entries(operator.aggregates).flatMap(([name, { aggregator }], i) =>
          aggregator.isCapped?.(acc[i]) === true ? [name] : [],
        ),
  );

const shownRow = ({ key, start, end, values }: RunRow): Row => ({
  key,
  start,
  end,
  ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)])),
});

/** Big integers are decimal text in the cases. */
const shown = (value: Value): unknown => {
  if (typeof value === 'bigint') return value.toString();
  return Array.isArray(value) ? value.map(shown) : value;
};

function compare({ tags, steps }: WindowCase, expected: Outcome, got: Got): Verdict {
  const problems: string[] = [];
  if (expected.emissions !== undefined) {
    for (const step of [...steps.keys(), 'end' as const]) {
      const rows = expected.emissions.find(({ afterStep }) => afterStep === step)?.rows ?? [];
      const withPane = rows.some((row) => 'pane' in row);
      const mine = (got.steps.get(step) ?? []).map((row) => (withPane ? row : withoutPane(row)));
      const pair = { expected: rows.map(textKey), got: mine.map(comparable) };
      problems.push(...difference(`rows after step ${step}`, pair, tags?.includes('ordered')));
    }
  }
  if (expected.final !== undefined) {
    const pair = { expected: expected.final.map(textKey), got: got.table.map(comparable) };
    problems.push(...difference('the table at the end', pair));
  }
  if (expected.late !== undefined) {
    problems.push(...difference('late events', { expected: expected.late, got: got.late }, true));
  }
  return problems;
}

const withoutPane = ({ pane: _pane, ...row }: Row): Row => row;

/** A missing key is `\N`, a nested one its canonical text. */
const keyText = (key: unknown): string => {
  if (key === null) return '\\N';
  return typeof key === 'object' ? canonicalJson(key) : String(key);
};

/** Keys are text in rows, whatever they were in events. */
const textKey = (row: Row): Row => comparable({ ...row, key: keyText(row['key']) });

/** Safe integers compare as numbers even where the cases write them as text. */
const comparable = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const isDigits = name !== 'key' && typeof value === 'string' && /^-?\d{1,15}$/.test(value);
      return [name, isDigits ? Number(value) : value];
    }),
  );

function pipelineOf({ spec, steps }: WindowCase) {
  const events = steps.flatMap(({ event }) => event ?? []);
  const big = Object.values(spec.aggregates)
    .filter(({ fn }) => fn === 'sumBigInt')
    .flatMap(({ field }) => field ?? []);
  const fields = Object.values(spec.aggregates).flatMap(fieldsOf);
  const known = Object.fromEntries(
    [...fields, ...[spec.window.gapField ?? []].flat()].map((name) => [name, optional(int())]),
  );
  const Event = inferSchema(events, { known, big: new Set(big) });
  return pipeline('conformance', (p) => {
    const stream = p.stream('events', Event, {
      key: partitionKey(Event),
      time: 'ts',
      ...timeOptions(spec),
    });
    const keyed = 'key' in Event.fields ? stream.groupBy('key') : stream.groupAll();
    keyed
      .window(windowsOf(spec.window), {
        allowedLateness: spec.allowedLatenessMs ?? 0,
        emit: spec.emit ?? 'onTimeAndLate',
        accumulation: spec.accumulation ?? 'accumulating',
      })
      .aggregate(aggregatesOf(spec.aggregates))
      .view('rows');
  });
}

export function windowsOf(window: WindowSpec['window']): Windows {
  const { type, sizeMs = 0, slideMs = sizeMs, offsetMs: offset = 0 } = window;
  switch (type) {
    case 'tumbling':
      return tumbling(sizeMs, { offset });
    case 'sliding':
      return sliding(sizeMs, slideMs, { offset });
    case 'cumulating':
      return cumulating(window.stepMs ?? sizeMs, sizeMs, { offset });
    case 'preceding':
      return preceding(window.events ?? 0);
    case 'rolling':
      return rolling(sizeMs);
    case 'session': {
      const touching = window.touching === 'split' ? 'split' : 'merge';
      const { gapField } = window;
      const gap = window.gapMs ?? 1; // every event of a case with a gap field has it
      return session(gap, { touching, ...(gapField === undefined ? {} : { gapField }) });
    }
    case 'calendar':
      return calendar(window.unit as CalendarUnit, window.timeZone ?? 'UTC');
    default:
      throw new Unsupported(`windows of type "${type}"`);
  }
}

export const aggregatesOf = (aggregates: WindowSpec['aggregates']) =>
  Object.fromEntries(Object.entries(aggregates).map(([name, given]) => [name, aggregateOf(given)]));
