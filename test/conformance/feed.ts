import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';
import type { RunSink } from '../../lib/runtime/graph/sink.ts';
import { type Run, startRun } from '../../lib/runtime/run/start-run.ts';
import type { Case, CaseEvent, TimeSpec, Verdict } from './case.ts';
import { bytesOf } from './infer-schema.ts';

/** How the steps of a case reach a pipeline. */
export interface Feed {
  readonly pipeline: Pipeline;
  readonly sink: RunSink;
  /** Stream that an event is put into. */
  readonly streamOf: (event: CaseEvent) => string;
  /** Streams that watermarks and silence are about. */
  readonly timed: readonly string[];
  /** Streams that never hold time back. */
  readonly untimed?: readonly string[];
  /** Called after each step, with its index; after the last also with `end`. */
  readonly after?: (step: number | 'end') => void;
}

/** Names of the sources of a case; `undefined` if it has one only. */
export function sourcesOf({ spec, steps }: Case): readonly string[] | undefined {
  const given = (spec.sources ?? []).map((source) =>
    typeof source === 'string' ? source : String(source.name ?? source.id),
  );
  const named = steps.flatMap(({ source, idle, active }) => [source, idle, active]);
  const all = new Set([...given, ...named.filter((name) => name !== undefined)]);
  return all.size === 0 ? undefined : [...all];
}

/**
 * Runs the steps of a case, and says which events were set aside if that made the case fail.
 *
 * @param compare - What differs from what is expected, once all steps are done.
 */
export function feedAndCompare(one: Case, by: Feed, compare: () => Verdict): Verdict {
  const setAside: string[] = [];
  const sink: RunSink = {
    ...by.sink,
    deadLetter: ({ message }) => void setAside.push(message),
    overflow: ({ event, cap }) => void setAside.push(`${event['id']} over the cap of ${cap}`),
  };
  feed(one, { ...by, sink });
  const problems = compare();
  return problems.length === 0 ? [] : [...problems, ...setAside.map((why) => `set aside: ${why}`)];
}

/** Runs the steps of a case, writing all state down and taking it up again where the case says so. */
function feed(one: Case, { pipeline, sink, streamOf, timed, untimed, after }: Feed): void {
  const names = sourcesOf(one);
  const sources =
    names === undefined ? {} : Object.fromEntries(timed.map((stream) => [stream, names]));
  const options = { sink, sources, lateBy: 'all' } as const;
  let run = startRun(pipeline, options);
  for (const stream of untimed ?? []) run.idle(stream);

  one.steps.forEach((step, index) => {
    if (step.checkpointRestore === true) {
      const text = JSON.stringify(run.checkpoint());
      run = startRun(pipeline, { ...options, restore: JSON.parse(text) });
    }
    if (step.event !== undefined) {
      const stream = streamOf(step.event);
      run.push(stream, bytesOf(step.event), originOf(step.event, names));
    }
    for (const stream of timed) tell(run, stream, step);
    after?.(index);
  });
  if (one.endOfInput !== false) run.end();
  after?.('end');
}

function tell(run: Run, stream: string, step: Case['steps'][number]): void {
  if (step.watermark !== undefined) run.watermark(stream, step.watermark, step.source);
  if (step.idle !== undefined) run.idle(stream, step.idle);
  if (step.active !== undefined) run.active(stream, step.active);
}

/** The source that an event comes from: its own, or else its stream, if these are sources. */
function originOf({ source, stream }: CaseEvent, names: readonly string[] | undefined) {
  const named = [source, stream].find((name) => names?.includes(String(name)) === true);
  return named === undefined ? {} : { source: String(named) };
}

/** Options of a stream whose time is as the case says. */
export function timeOptions({ watermark }: TimeSpec) {
  if (watermark?.policy !== 'boundedOutOfOrderness') return { watermarks: 'explicit' } as const;
  return {
    watermarks: 'fromEvents',
    maxOutOfOrderness: watermark.maxDelayMs ?? 0,
  } as const;
}
