import type { EventTime } from '../../core/time.ts';
import { assignerOf } from '../../core/windows/assigner-of.ts';
import type { Windows } from '../../core/windows/window-kinds.ts';
import { storedWindows } from '../../pipeline/definition/stored-panes.ts';
import type { ViewPlan } from '../../pipeline/plan/plan.ts';
import type { LateMark } from '../../ports/effects.ts';
import type { RowReader } from '../../ports/row-reader.ts';

/** Windows of a view that a run has computed: those that begin and end in `from ≤ t ≤ to`. */
interface Computed {
  readonly view: string;
  readonly from: EventTime;
  readonly to: EventTime;
}

interface Late {
  readonly run: string;
  readonly range: Computed;
  readonly late: readonly LateMark[];
}

/** Keys whose sessions are read at once. */
const KEYS_AT_ONCE = 16;

/**
 * How many late events are in rows that a run has computed.
 *
 * An event that a run has read counts only if a window with it, or its session, ends within the range:
 * of the others the run has computed nothing.
 */
export async function countRecovered(
  plan: ViewPlan | undefined,
  reader: Pick<RowReader, 'rowsOfKey'>,
  { run, range, late }: Late,
): Promise<number> {
  const mine = late.filter(({ eventTime }) => range.from <= eventTime && eventTime < range.to);
  const windows = windowsOf(plan);
  if (windows?.kind === 'session') return countInSessions(reader, { run, range, late: mine });
  const assigner = windows && assignerOf(windows);
  if (!assigner) return mine.length;
  const isWithin = (start: EventTime): boolean =>
    start >= range.from && assigner.endOf(start) <= range.to;
  return mine.filter(({ eventTime, start }) => {
    if (start !== undefined) return isWithin(start);
    let each = assigner.lastStart(eventTime);
    while (each >= range.from && eventTime < assigner.endOf(each)) {
      if (isWithin(each)) return true;
      each = assigner.previousStart(each);
    }
    return false;
  }).length;
}

async function countInSessions(
  reader: Pick<RowReader, 'rowsOfKey'>,
  { run, range: { view, from, to }, late }: Late,
): Promise<number> {
  const byKey = [...Map.groupBy(late, ({ key }) => key)];
  let counted = 0;
  for (let i = 0; i < byKey.length; i += KEYS_AT_ONCE) {
    const counts = byKey.slice(i, i + KEYS_AT_ONCE).map(async ([key, marks]) => {
      if (key === undefined) return marks.length; // of versions that did not write it down
      const sessions = await reader.rowsOfKey({ view, key }, { from, to });
      const within = sessions.filter((session) => session.run === run);
      return marks.filter(({ eventTime }) =>
        within.some(({ start, end }) => start <= eventTime && eventTime < end),
      ).length;
    });
    for (const count of await Promise.all(counts)) counted += count;
  }
  return counted;
}

function windowsOf(plan: ViewPlan | undefined): Windows | undefined {
  if (plan?.kind === 'window') return storedWindows(plan);
  return plan?.operator.kind === 'window' ? plan.operator.windows : undefined;
}
