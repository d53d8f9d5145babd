import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';
import { type Run, startRun } from '../../lib/runtime/run/start-run.ts';
import type { Case, CaseEvent, Verdict } from './case.ts';
import { difference } from './compare.ts';
import { type FlowSpec, flowDefinition, streamOf } from './flow-definition.ts';
import { type AnyEvent, bytesOf } from './infer-schema.ts';

interface Expected {
  /** The fields that are given; what else a record holds is not compared. */
  readonly records?: readonly AnyEvent[];
  /** Records by the step after which they leave. */
  readonly emissions?: readonly {
    readonly afterStep: number | 'end';
    readonly records: readonly AnyEvent[];
  }[];
  readonly late?: readonly string[];
  /** Ids of events that are set aside. */
  readonly deadLetters?: readonly string[];
}

export type FlowCase = Case<FlowSpec, Expected>;

/** Runs a case of steps, one after the other or together, and compares what comes out at the end. */
export function runFlow(one: FlowCase): Verdict {
  const got = new Map<number | 'end', AnyEvent[]>();
  const late: string[] = [];
  const deadLetters: string[] = [];
  const problems: string[] = [];
  let at: number | 'end' = 0;
  feed(one, flowDefinition(one), {
    moment: (step) => {
      at = step;
    },
    sink: {
      record: ({ record }) => void got.set(at, [...(got.get(at) ?? []), record]),
      late: ({ event }) => void late.push(String(event['id'])),
      deadLetter: ({ given, message }) => {
        deadLetters.push(String((given as AnyEvent | undefined)?.['id']));
        if (one.expected.deadLetters === undefined) problems.push(`set aside: ${message}`);
      },
      overflow: ({ cap }) => void problems.push(`over the cap of ${cap}`),
    },
  });
  return [...problems, ...compare(one, { got, late, deadLetters })];
}

interface Got {
  readonly got: ReadonlyMap<number | 'end', readonly AnyEvent[]>;
  readonly late: readonly string[];
  readonly deadLetters: readonly string[];
}

function compare({ expected, tags, steps }: FlowCase, { got, late, deadLetters }: Got): Verdict {
  const isOrdered = tags?.includes('ordered') ?? false;
  const problems: string[] = [];
  const records = (where: string, rows: readonly AnyEvent[], mine: readonly AnyEvent[]) => {
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const shown = (row: AnyEvent) =>
      Object.fromEntries(names.map((name) => [name, plain(row[name])]));
    const pair = { expected: rows.map(shown), got: mine.map(shown) };
    problems.push(...difference(where, pair, isOrdered));
  };
  if (expected.records !== undefined) {
    records('records', expected.records, [...got.values()].flat());
  }
  if (expected.emissions !== undefined) {
    for (const step of [...steps.keys(), 'end' as const]) {
      const rows = expected.emissions.find(({ afterStep }) => afterStep === step)?.records ?? [];
      records(`records after step ${step}`, rows, got.get(step) ?? []);
    }
  }
  if (expected.late !== undefined) {
    problems.push(...difference('late events', { expected: expected.late, got: late }, true));
  }
  if (expected.deadLetters !== undefined) {
    const pair = { expected: expected.deadLetters, got: deadLetters };
    problems.push(...difference('events set aside', pair, true));
  }
  return problems;
}

const plain = (value: unknown): unknown =>
  typeof value === 'bigint' ? Number(value) : (value ?? null);

interface Feeding {
  readonly moment: (step: number | 'end') => void;
  readonly sink: NonNullable<Parameters<typeof startRun>[1]>['sink'];
}

/** Runs the steps; a watermark is that of all streams, or of the one that is its source. */
function feed(one: FlowCase, pipeline: Pipeline, { moment, sink = {} }: Feeding): void {
  let run: Run = startRun(pipeline, { sink });
  const names = pipeline.streams.map(({ name }) => name);
  const named = (name: string | undefined): readonly string[] =>
    name === undefined ? names : [name];
  one.steps.forEach((step, index) => {
    moment(index);
    if (step.checkpointRestore === true) {
      const restore = JSON.parse(JSON.stringify(run.checkpoint()));
      run = startRun(pipeline, { sink, restore });
    }
    if (step.event !== undefined) push(run, step.event);
    if (step.watermark !== undefined) {
      for (const stream of named(step.source)) run.watermark(stream, step.watermark);
    }
    if (step.idle !== undefined) run.idle(step.idle);
    if (step.active !== undefined) run.active(step.active);
  });
  moment('end');
  if (one.endOfInput !== false) run.end();
}

const push = (run: Run, event: CaseEvent): void => run.push(streamOf(event), bytesOf(event));
