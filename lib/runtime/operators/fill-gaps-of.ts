import type { Event } from '../../core/event.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import { fillGaps } from '../../core/operators/fill-gaps.ts';
import type { KeyedOperator } from '../../core/operators/keyed-operator.ts';
import type { EventTime } from '../../core/time.ts';
import { assignerOf } from '../../core/windows/assigner-of.ts';
import type { Window } from '../../core/windows/window.ts';
import type { GapFill } from '../../pipeline/definition/operator.ts';
import type { FillValue } from '../../pipeline/definition/window-options.ts';

/** The filling of gaps, ready to run. */
export function fillGapsOf(fill: GapFill): KeyedOperator<unknown> {
  const { input, windows, values, until, limit, forgetAfter } = fill;
  const { fields } = input.flow;
  const zeros = Object.fromEntries(
    Object.keys(values).map((name) => [name, fields[name]?.type.kind === 'bigint' ? 0n : 0]),
  );
  const filledValue = (name: string, value: FillValue, last: Event): unknown =>
    value === 'carry' ? last[name] : value === 'zero' ? zeros[name] : undefined;
  return fillGaps({
    ...{ until, limit, forgetAfter },
    next: nextWindow(windows),
    startOf: (row) => row['windowStart'] as EventTime,
    filled(last, { start, end }, time) {
      const row: Record<string, unknown> = { ...last, windowStart: start, windowEnd: end };
      for (const [name, value] of Object.entries(values))
        row[name] = filledValue(name, value, last);
      return { ...row, windowTime: time, filled: true, cut: false };
    },
    given: (row, cut) => ({ ...row, filled: false, cut }),
    codec: eventCodec(fields),
  });
}

function nextWindow(windows: GapFill['windows']): (start: EventTime) => Window {
  const { lastStart, endOf } = assignerOf(windows);
  return (before) => {
    const start = windows.kind === 'aligned' ? before + windows.slide : lastStart(endOf(before));
    return { start, end: endOf(start) };
  };
}
