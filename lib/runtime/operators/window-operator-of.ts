import type { Event } from '../../core/event.ts';
import { type RowAggregate, rowAggregate } from '../../core/operators/accumulators.ts';
import { countWindow } from '../../core/operators/count-window.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import type { KeyedOperator } from '../../core/operators/keyed-operator.ts';
import type { STATE_LIMITS } from '../../core/operators/limits.ts';
import { paneOperator } from '../../core/operators/pane-operator.ts';
import { precedingOperator } from '../../core/operators/preceding.ts';
import { rollingByPanes } from '../../core/operators/rolling.ts';
import { rollingExactly } from '../../core/operators/rolling-exact.ts';
import { sessionOperator } from '../../core/operators/session-operator.ts';
import { windowOperator } from '../../core/operators/window-operator.ts';
import { assignerOf } from '../../core/windows/assigner-of.ts';
import type { EventWindows } from '../../core/windows/event-windows.ts';
import { cumulatingAssigner } from '../../core/windows/window-assigner.ts';
import type { WindowAggregation } from '../../pipeline/definition/operator.ts';
import { keepsPanes } from '../../pipeline/definition/stored-panes.ts';
import { eventValue } from './event-values.ts';

/** Most that one key may hold. */
export type StateLimits = { readonly [K in keyof typeof STATE_LIMITS]: number };

/** The aggregation of windows, ready to run. */
export function windowOperatorOf(
  operator: WindowAggregation,
  limits: StateLimits,
): KeyedOperator<unknown> {
  const { windows, allowedLateness, emit, accumulation } = operator;
  const aggregate = rowAggregate(operator.aggregates);
  const rule = { allowedLateness, emit, accumulation, aggregate, maxWindows: limits.windows };
  switch (windows.kind) {
    case 'aligned':
      return keepsPanes(windows)
        ? paneOperator({ ...rule, windows, maxPanes: limits.windows })
        : windowOperator({ ...rule, windows: assignerOf(windows) });
    case 'calendar':
      return windowOperator({ ...rule, windows: assignerOf(windows) });
    case 'cumulating':
      return windowOperator({ ...rule, windows: cumulatingAssigner(windows) });
    case 'session': {
      const { gap, gapField, touching } = windows;
      const gapOf =
        gapField === null
          ? () => gap
          : (event: Event) => (event[gapField] as number | undefined) ?? gap;
      return sessionOperator({ ...rule, gapOf, touching });
    }
    case 'rolling':
    case 'preceding':
      return answersOf(operator, windows, { aggregate, maxEvents: limits.events });
    case 'global': {
      const every = windows.every ?? Number.POSITIVE_INFINITY;
      return countWindow({ every, accumulation, aggregate });
    }
  }
}

function answersOf(
  operator: WindowAggregation,
  windows: EventWindows,
  { aggregate, maxEvents }: { readonly aggregate: RowAggregate; readonly maxEvents: number },
): KeyedOperator<unknown> {
  const { allowedLateness, fields } = operator;
  const computed = Object.keys(operator.input.flow.fields).filter((name) => !(name in fields));
  const result = (event: Event, values: ReturnType<RowAggregate['present']>) => {
    const all: Record<string, unknown> = { ...event };
    for (const name of computed) delete all[name];
    try {
      for (const [name, value] of Object.entries(values)) {
        all[name] = eventValue(value, fields[name]?.type ?? { kind: 'json' });
      }
      return all;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
  const spec = { allowedLateness, aggregate, result };
  const codec = eventCodec(operator.input.flow.fields);
  if (windows.kind === 'preceding') {
    const { events, forgetAfter } = windows;
    return precedingOperator({ ...spec, events, forgetAfter, codec, maxEvents });
  }
  const { size, pane } = windows;
  if (pane !== null) return rollingByPanes({ ...spec, size, pane });
  return rollingExactly({ ...spec, size, maxEvents, codec });
}

/** What is wrong with an event for the windows that it comes to; `undefined` if nothing is. */
export function windowFault({ windows }: WindowAggregation, event: Event): string | undefined {
  if (windows.kind !== 'session' || windows.gapField === null) return undefined;
  const gap = event[windows.gapField];
  if (gap === undefined || gap === null || (Number.isSafeInteger(gap) && Number(gap) >= 1)) {
    return undefined;
  }
  return `a gap of ${String(gap)} ms as ${windows.gapField}`;
}
