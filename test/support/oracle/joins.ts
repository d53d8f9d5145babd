import type { CaseEvent } from '../../conformance/case.ts';
import type { JoinCase } from '../../conformance/interval-join.ts';
import type { TableCase } from '../../conformance/stream-table-join.ts';
import { timelineOf } from './steps.ts';

/** The slow, obvious answer for joins: every event with every other. */
export function intervalJoinOracle(one: JoinCase) {
  const { type, lowerMs, upperMs, lowerInclusive = true, upperInclusive = true } = one.spec.join;
  const lateness = one.spec.join.allowedLatenessMs ?? one.spec.allowedLatenessMs ?? 0;
  const { arrivals, after } = timelineOf(one);
  const isLate = ({ event, watermark }: (typeof arrivals)[number]): boolean =>
    event.ts < watermark - lateness;
  const taken = arrivals.filter((arrival) => !isLate(arrival)).map(({ event }) => event);
  const last = after.at(-1)?.watermark ?? Number.NEGATIVE_INFINITY;
  const [lefts, rights] = ['left', 'right'].map((side) =>
    taken.filter(({ stream }) => stream === side),
  ) as [CaseEvent[], CaseEvent[]];

  const fits = (left: CaseEvent, right: CaseEvent): boolean => {
    const apart = right.ts - left.ts;
    return (
      left['key'] === right['key'] &&
      (lowerInclusive ? lowerMs <= apart : lowerMs < apart) &&
      (upperInclusive ? apart <= upperMs : apart < upperMs)
    );
  };
  const pairs = lefts.flatMap((left) =>
    rights
      .filter((right) => fits(left, right))
      .map((right) => ({ left: left.id, right: right.id, ts: Math.max(left.ts, right.ts) })),
  );
  /** The latest time at which a partner of the other side could lie is before this. */
  const canStillCome = (latest: number, inclusive: boolean): boolean =>
    last - lateness <= latest - (inclusive ? 0 : 1);
  const aloneLeft = lefts
    .filter((left) => !rights.some((right) => fits(left, right)))
    .filter(({ ts }) => !canStillCome(ts + upperMs, upperInclusive))
    .map(({ id, ts }) => ({ left: id, right: null, ts }));
  const aloneRight = rights
    .filter((right) => !lefts.some((left) => fits(left, right)))
    .filter(({ ts }) => !canStillCome(ts - lowerMs, lowerInclusive))
    .map(({ id, ts }) => ({ left: null, right: id, ts }));
  return {
    pairs: [
      ...pairs,
      ...(type === 'left' || type === 'full' ? aloneLeft : []),
      ...(type === 'right' || type === 'full' ? aloneRight : []),
    ],
    late: arrivals.filter(isLate).map(({ event }) => event.id),
  };
}

/** The slow, obvious answer for a stream and a table: look through all of the table's history. */
export function tableJoinOracle(one: TableCase) {
  const { mode, type, graceMs } = one.spec.join;
  const isStreamTime = one.spec.watermark === undefined;
  const { arrivals, after } = timelineOf(
    isStreamTime ? streamTime(one) : one,
    ({ stream }) => !isStreamTime || stream === 'stream',
  );
  const rows = arrivals
    .filter(({ event }) => event['stream'] === 'stream')
    .flatMap(({ event, step, watermark }) => {
      const waits = mode === 'eventTime' && graceMs !== undefined;
      const due = waits ? event.ts + graceMs : Number.NEGATIVE_INFINITY;
      const joined = watermark >= due ? step : after.find((at) => at.watermark >= due)?.step;
      if (joined === undefined) return [];
      const known = arrivals
        .filter(({ step: at }) => joined === 'end' || at <= joined)
        .map(({ event: version }) => version)
        .filter(({ stream, key }) => stream === 'table' && key === event['key'])
        .filter(({ ts }) => mode === 'arrival' || ts <= event.ts);
      const seen = mode === 'arrival' ? known.at(-1) : known.toSorted(byTime).at(-1);
      const value = seen?.['value'] ?? null;
      return value === null && type === 'inner' ? [] : [{ stream: event.id, table: value }];
    });
  return { rows };
}

/** By time; sorting is stable, so of two with the same time the one that came last is last. */
const byTime = (a: CaseEvent, b: CaseEvent): number => a.ts - b.ts;

/** Without a policy, time is that of the stream's own events. */
const streamTime = (one: TableCase): TableCase => ({
  ...one,
  spec: { ...one.spec, watermark: { policy: 'boundedOutOfOrderness', maxDelayMs: 0 } },
});
