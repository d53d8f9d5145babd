import type { SentEvent } from '../../ports/effects.ts';
import { eventOutlet, type LaneInput } from '../speed/event-outlet.ts';
import type { Taker } from '../speed/route.ts';
import type { SourceLane } from '../speed/source-logic.ts';
import type { ViewRange } from './protocol.ts';
import { type RangeFold, rangeFold } from './range-fold.ts';

/** What takes the events of a lane for ranges of its views. */
export interface RangeTakers {
  /** By view id, and by input of a view of steps with state. */
  readonly takers: ReadonlyMap<string | LaneInput, Taker>;
  /** What comes together for views of windows. */
  readonly folds: readonly RangeFold[];
  /** What has come for views of steps with state, in the order of the records. */
  readonly events: SentEvent[];
}

/** @param rangeOf - By view id; events of views without one are passed over. */
export function rangeTakers(
  { views, inputs }: SourceLane,
  rangeOf: (view: string) => ViewRange | undefined,
): RangeTakers {
  const takers = new Map<string | LaneInput, Taker>();
  const folds: RangeFold[] = [];
  const events: SentEvent[] = [];
  for (const view of views) {
    const range = rangeOf(view.id);
    if (range === undefined) continue;
    const fold = rangeFold(view, range);
    folds.push(fold);
    takers.set(view.id, fold);
  }
  for (const input of inputs) {
    const range = rangeOf(input.id);
    if (range !== undefined) takers.set(input, rangeEvents(input, range, events));
  }
  return { takers, folds, events };
}

/** Takes the events that an input has to see for a range; nothing is late. */
function rangeEvents(
  input: LaneInput,
  { reads: { from, to } }: ViewRange,
  events: SentEvent[],
): Taker {
  const outlet = eventOutlet(input, events);
  return {
    add: (event, key, time, watermark, record) =>
      time < from || time >= to || outlet.add(event, key, time, watermark, record),
  };
}
