import type { EventTime } from '../../core/time.ts';
import type { LateEvent } from '../../ports/effects.ts';
import type { Lake } from '../../ports/lake.ts';

/** Event times of everything that was too late, by view. */
export async function lateEventTimes(lake: Lake): Promise<ReadonlyMap<string, EventTime[]>> {
  const times = new Map<string, EventTime[]>();
  for await (const { name } of lake.list('late/')) {
    const text = new TextDecoder().decode((await lake.read(name)) ?? new Uint8Array());
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const { view, eventTime } = JSON.parse(line) as LateEvent;
      const mine = times.get(view) ?? [];
      mine.push(eventTime);
      times.set(view, mine);
    }
  }
  return times;
}
