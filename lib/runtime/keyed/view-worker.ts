import { append } from '../../core/many.ts';
import { STATE_LIMITS } from '../../core/operators/limits.ts';
import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../core/time.ts';
import type { KeyedFlow, Operator } from '../../pipeline/definition/operator.ts';
import { isApart } from '../../pipeline/plan/same-key.ts';
import type { SentEvent } from '../../ports/effects.ts';
import { graphOf } from '../graph/graph.ts';
import type { Node } from '../graph/node.ts';
import { noCounts } from '../graph/sink.ts';
import type { StepDriver } from '../graph/step-driver.ts';
import { freshEntry, type KeyEntry, type KeyedStep } from './key-entry.ts';
import { type OneKeyDriver, oneKeyDriver } from './one-key-driver.ts';
import { clockName, type OperatorRuntime } from './operator-runtime.ts';
import { ownersOf } from './owners.ts';
import { everything } from './portion.ts';
import {
  type Circumstances,
  noResults,
  refuse,
  resultId,
  resultSink,
  sentSize,
} from './results.ts';

/** How far a stream has come, or a step whose results are read under another key. By name. */
export type Clock = (name: string) => EventTime;

/** How far the steps of a view are. */
export interface StepTimes {
  /** By step. */
  readonly reached: readonly EventTime[];
  /** By step: how far its results are complete. */
  readonly complete: readonly EventTime[];
}

/** The steps of a view, over one of its keys at a time. */
export interface ViewWorker {
  readonly id: string;
  /** In the order of entries. */
  readonly steps: readonly KeyedStep[];
  /** By step: name of the state that it is part of. */
  readonly owners: readonly string[];
  /** Whether results of a step are read under another key. */
  sends(step: string): boolean;
  /** By input: name of the state that its events go to. */
  readonly inputOwners: readonly string[];
  /** Names of what the time of its inputs follows. */
  readonly clockNames: readonly string[];
  /** What results are about; to be set before anything is taken. */
  readonly at: Circumstances;
  /** Gives an event to its step, after letting time pass for its key. */
  take(entry: KeyEntry, sent: SentEvent, clock: Clock): void;
  /** Lets time pass for a key. */
  advance(entry: KeyEntry, clock: Clock): void;
  timesOf(clock: Clock): StepTimes;
}

/** Connects the steps of a view as a run does, so they mean the same; only their states come and go. */
export function viewWorker(runtime: OperatorRuntime): ViewWorker {
  const { view, inputs } = runtime;
  const at: Circumstances = {
    entry: freshEntry('', '', 0),
    cause: { id: '', isTimer: false, results: 0 },
    results: noResults({ events: 0, late: 0, overflow: 0, failed: 0 }),
    portion: everything(),
    refuses: false,
    arrival: BEGINNING_OF_TIME,
  };
  const nodes: Node<OneKeyDriver>[] = [];

  /** Takes results in the place of a step that keeps its state elsewhere, under the key that they have. */
  function sender(index: number, step: string): StepDriver {
    const codec = inputs[index]?.codec;
    return {
      watermark: BEGINNING_OF_TIME,
      nextTimer: () => END_OF_TIME,
      advance: () => undefined,
      onEvent(key, event, time) {
        const sub = at.cause.results;
        const id = resultId(key, at);
        if (!at.portion.takes()) return;
        if (at.refuses) return refuse(runtime.id, at, { time, sub });
        const reached = nodes.find(({ id }) => id === step)?.watermark ?? BEGINNING_OF_TIME;
        const sent = at.results.sent.get(step) ?? [];
        at.results.sent.set(step, sent);
        const one: SentEvent = {
          ...{ view: runtime.id, input: index, key, time },
          event: codec?.encode(event) ?? null,
          id,
          reached: Number.isFinite(reached) ? reached : null,
        };
        at.portion.add(sentSize(one));
        sent.push(one);
      },
    };
  }

  function cutAt(keyed: KeyedFlow, operator: Operator) {
    if (!isApart(keyed, operator)) return undefined;
    const input = inputs.find((each) => each.keyed === keyed && each.operator === operator);
    if (input === undefined || !('step' in input.from)) return undefined;
    return { name: clockName(input.from), driver: sender(input.index, input.from.step) };
  }

  let count = 0;
  const around = {
    sink: resultSink(runtime, at),
    counters: noCounts(),
    limits: STATE_LIMITS,
    driverOf: (
      ...[keyed, out]: Parameters<Parameters<typeof graphOf<OneKeyDriver>>[1]['driverOf']>
    ) => oneKeyDriver({ step: count++, id: runtime.steps[count - 1] ?? '' }, { keyed, out }, at),
  };
  const graph = graphOf<OneKeyDriver>({ streams: [], views: [view] }, around, cutAt);
  append(nodes, graph.nodes);
  const stages = inputs.map(({ operator, side, codec }) => {
    const driver = nodes.find((node) => node.operator === operator)?.driver;
    return { driver, side, codec };
  });
  const owners = ownersOf(nodes);

  function advance(entry: KeyEntry, clock: Clock): void {
    at.entry = entry;
    graph.advance((name) => ({ watermark: clock(name), isIdle: false }));
  }

  return {
    id: runtime.id,
    steps: nodes.map(({ id, driver: { keyed } }) => ({ id, keyed })),
    owners,
    inputOwners: inputs.map(
      ({ operator }) => owners[nodes.findIndex((node) => node.operator === operator)] ?? '',
    ),
    clockNames: [...new Set(inputs.map(({ from }) => clockName(from)))],
    sends: (step) => inputs.some(({ from }) => 'step' in from && from.step === step),
    at,
    take(entry, { input, key, event, time, id, reached }, clock) {
      advance(entry, clock);
      at.cause = { id, isTimer: false, results: 0 };
      const { driver, side, codec } = stages[input] ?? {};
      if (driver === undefined || side === undefined || codec === undefined) return;
      driver.onEvent(key, codec.decode(event), time, side, reached ?? BEGINNING_OF_TIME);
    },
    advance,
    timesOf(clock) {
      advance(freshEntry('', '', nodes.length), clock);
      return {
        reached: nodes.map(({ driver }) => driver.watermark),
        complete: nodes.map(({ watermark }) => watermark),
      };
    },
  };
}
