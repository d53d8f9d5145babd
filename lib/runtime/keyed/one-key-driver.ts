import type { Event } from '../../core/event.ts';
import type { KeyedOperator, Side } from '../../core/operators/keyed-operator.ts';
import { END_OF_TIME, type EventTime } from '../../core/time.ts';
import type { DriverCollector, StepDriver } from '../graph/step-driver.ts';
import type { KeyEntry } from './key-entry.ts';

/** What is worked on. */
export interface Focus {
  entry: KeyEntry;
  /** What is happening: an event, or a timer of a step. */
  cause: Cause;
}

/** What results come of. */
export interface Cause {
  /** Names it for ever; of a timer, among those of the key. */
  readonly id: string;
  readonly isTimer: boolean;
  /** Results so far. */
  results: number;
}

/** An operator, driven over one key at a time: the one that is in focus. */
export interface OneKeyDriver extends StepDriver {
  readonly keyed: KeyedOperator<unknown>;
}

/**
 * Drives an operator as `allKeysDriver` does, but over the state of the key that is in focus.
 *
 * @param step - Place of the operator among the steps.
 */
export function oneKeyDriver(
  { step, id }: { readonly step: number; readonly id: string },
  { keyed, out }: { readonly keyed: KeyedOperator<unknown>; readonly out: DriverCollector },
  focus: Focus,
): OneKeyDriver {
  const watermark = (): EventTime => focus.entry.watermarks[step] as EventTime;

  function nextTimer(): EventTime {
    const state = focus.entry.states[step];
    return state === undefined ? END_OF_TIME : keyed.nextTimer(state);
  }

  return {
    keyed,
    get watermark() {
      return watermark();
    },
    nextTimer,

    onEvent(key: string, event: Event, time: EventTime, side: Side, reached = watermark()) {
      const { entry } = focus;
      entry.states[step] ??= keyed.create();
      out.key = key;
      const judgedBy = Math.max(reached, watermark());
      const input = { event, time, side, order: ++entry.order, reached: judgedBy };
      keyed.onEvent(entry.states[step], input, watermark(), out);
    },

    advance(to) {
      const { entry } = focus;
      for (let at = nextTimer(); at <= to; at = nextTimer()) {
        focus.cause = { id: `${id}@${at}`, isTimer: true, results: 0 };
        entry.watermarks[step] = Math.max(watermark(), at - 1); // so far it is over when this comes
        out.key = entry.key;
        keyed.onWatermark(entry.states[step], at, out);
      }
      entry.watermarks[step] = to;
    },
  };
}
