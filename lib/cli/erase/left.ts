import type { Retained } from '../../adapters/aws/retention.ts';
import { formatInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import { settlingTime } from '../../pipeline/plan/settling-time.ts';
import type { Aggregates } from '../../runtime/erasure/erasure-plan.ts';
import type { ViewTraces } from '../../runtime/erasure/traces.ts';
import type { Others } from './others.ts';

export interface LeftOf {
  readonly traces: ReadonlyMap<string, ViewTraces>;
  readonly others: Others;
  /** Event time of the newest event that was erased. */
  readonly newest: EventTime | null;
  readonly aggregates: Aggregates;
  readonly retained: readonly Retained[];
  /** Objects of the stream that a service wrote in the place of the archive lane, by their prefix. */
  readonly delivered: Readonly<Record<string, number>>;
}

/** Where a subject still is, or what still counts it, and until when: so that somebody can plan for it. */
export function leftOf(of: LeftOf): string[] {
  const { traces, others, newest, aggregates, retained, delivered } = of;
  const all = [...traces.values()];
  const settled = (view: ViewTraces): string =>
    formatInstant((newest ?? 0) + settlingTime(view.view.operator));
  const open = all.filter(({ id }) => others.open.includes(id));
  return [
    ...retained.map(({ what, until }) =>
      until === null ? what : `${what}, until ${formatInstant(until)}`,
    ),
    ...Object.entries(delivered).flatMap(([prefix, objects]) =>
      objects === 0
        ? []
        : `${objects} objects below ${prefix}, for good unless you look through them: a service wrote them, as it pleases`,
    ),
    ...(newest === null ? [] : all.filter(({ isUntold }) => isUntold)).map(
      (view) =>
        `states of ${view.id} behind its first step, until its event time has passed ${settled(view)}`,
    ),
    ...others.uncomputable.map(
      ({ view, why }) =>
        `numbers of ${view} under other keys, for good: no batch run computes it, as ${why}`,
    ),
    ...(newest === null || open.length === 0
      ? []
      : [
          `numbers of open results of ${open.map(({ id }) => id).join(', ')} under other keys, until a batch run behind event time ${open.map(settled).sort().at(-1)}`,
        ]),
    ...(aggregates === 'keep' && others.kept > 0
      ? [`numbers in ${others.kept} rows of others, for good: they were to be kept`]
      : []),
  ];
}
