import type { Event } from '../../core/event.ts';
import type { Value } from '../../core/value.ts';
import type { Window } from '../../core/windows/window.ts';
import type { WindowAggregation } from '../../pipeline/definition/operator.ts';
import { eventValue } from './event-values.ts';
import { keyReader } from './key-values.ts';

/**
 * Makes rows into events for the steps behind: key fields, window, values.
 *
 * The event time is the window's last millisecond.
 */
export function rowEventOf(operator: WindowAggregation) {
  const { fieldsOf } = keyReader(operator.input);
  const types = Object.keys(operator.aggregates).map(
    (name) => [name, operator.fields[name]?.type ?? { kind: 'json' }] as const,
  );
  return (key: string, { start, end }: Window, values: Readonly<Record<string, Value>>): Event => {
    const event: Record<string, unknown> = {
      ...fieldsOf(key),
      windowStart: start,
      windowEnd: end,
      windowTime: end - 1,
    };
    for (const [name, type] of types) event[name] = eventValue(values[name] ?? null, type);
    return event;
  };
}
