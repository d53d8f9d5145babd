import type { Event } from '../../core/event.ts';
import { rowAggregate } from '../../core/operators/accumulators.ts';
import type { Collector, KeyedOperator } from '../../core/operators/keyed-operator.ts';
import { END_OF_TIME, type EventTime } from '../../core/time.ts';
import type { Operator } from '../../pipeline/definition/operator.ts';
import { keyedOperatorOf } from '../operators/keyed-operator-of.ts';
import { rowEventOf } from '../operators/row-event.ts';
import { type Fault, nothingRouted, type Routed, routeAll } from '../operators/way.ts';
import type { StateLimits } from '../operators/window-operator-of.ts';
import { type Consumer, deliver, type Input } from './consumer.ts';
import type { RunCounters, RunSink } from './sink.ts';
import type { DriverCollector, StepDriver } from './step-driver.ts';

/** An operator of the graph, with what it reads and who reads it. */
export interface Node<S extends StepDriver = StepDriver> {
  readonly id: string;
  readonly operator: Operator;
  readonly encoding: string;
  readonly driver: S;
  /** Operators behind this one. */
  readonly consumers: Consumer[];
  /** Whether nothing that it reads need be waited for. */
  isIdle: boolean;
  /** How far its results are complete. */
  readonly watermark: EventTime;
}

/** Where results go. */
interface Outlets {
  readonly sink: RunSink;
  readonly counters: RunCounters;
}

/** What all nodes of a graph share. */
export interface Surroundings<S extends StepDriver> extends Outlets {
  readonly limits: StateLimits;
  /** Makes what keeps the states of an operator. */
  driverOf(keyed: KeyedOperator<unknown>, out: DriverCollector, operator: Operator): S;
}

/** @param views - Ids of the views that show the operator's results. */
export function nodeOf<S extends StepDriver>(
  operator: Operator,
  { id, views }: { readonly id: string; readonly views: readonly string[] },
  around: Surroundings<S>,
): Node<S> {
  const keyed = keyedOperatorOf(operator, around.limits);
  const consumers: Consumer[] = [];
  const pass = passer(id, consumers, around);
  const out: DriverCollector = {
    key: '',
    ...rowCollector(operator, views, { ...around, pass, key: () => out.key }),
    emit(record, time) {
      for (const view of views) {
        around.counters.records++;
        around.sink.record?.({ view, key: out.key, time, record });
      }
      pass(() => record);
    },
    late(event, time) {
      around.counters.late++;
      around.sink.late?.({ at: id, key: out.key, event, time });
    },
    overflow(event, time, cap) {
      around.counters.overflow++;
      around.sink.overflow?.({ at: id, key: out.key, event, time, cap });
    },
  };
  const driver = around.driverOf(keyed, out, operator);
  return {
    ...{ id, operator, encoding: keyed.encoding, driver, consumers },
    isIdle: false,
    get watermark() {
      return driver.watermark === END_OF_TIME ? END_OF_TIME : driver.watermark - keyed.hold;
    },
  };
}

/** Gives a result to the operators behind, or sets it aside if it cannot be made or a step fails. */
function passer(id: string, consumers: readonly Consumer[], { sink, counters }: Outlets) {
  return (make: () => Event): void => {
    if (consumers.length === 0) return;
    const routed = nothingRouted<Input>(); // not shared: delivering may pass on further results
    const { result, fault } = route(make, consumers, routed);
    if (fault === undefined) {
      deliver(routed);
      return;
    }
    counters.deadLetters++;
    sink.deadLetter?.({ at: id, ...fault, given: result });
  };
}

function route(make: () => Event, consumers: readonly Consumer[], routed: Routed<Input>) {
  let result: Event | undefined;
  try {
    result = make();
    return { result, fault: routeAll(consumers, result, routed) };
  } catch (error) {
    const fault: Fault = { code: 'STEP_FAILED', message: String(error) };
    return { result, fault };
  }
}

interface RowTarget extends Outlets {
  readonly pass: (make: () => Event) => void;
  readonly key: () => string;
}

type RowCollector = Pick<Collector, 'row' | 'retract' | 'close'>;

function rowCollector(
  operator: Operator,
  views: readonly string[],
  { sink, counters, pass, key }: RowTarget,
): RowCollector {
  if (operator.kind !== 'window') {
    return { row: () => undefined, retract: () => undefined, close: () => undefined };
  }
  const { present } = rowAggregate(operator.aggregates);
  const rowEvent = rowEventOf(operator);
  const { windows, accumulation } = operator;
  /** What never closes is passed on as it is given. */
  const isEach =
    accumulation === 'discarding' || (windows.kind === 'global' && windows.every !== null);
  return {
    row(window, acc, pane) {
      const values = present(acc);
      for (const view of views) {
        counters.rows++;
        const { start, end } = window;
        sink.row?.({ view, key: key(), start, end, pane, values }, acc);
      }
      if (isEach) pass(() => rowEvent(key(), window, values));
    },
    retract({ start, end }, into) {
      for (const view of views) sink.retract?.({ view, key: key(), start, end }, into.start);
    },
    close(window, acc) {
      if (!isEach) pass(() => rowEvent(key(), window, present(acc)));
    },
  };
}
