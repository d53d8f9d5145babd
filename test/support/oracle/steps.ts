import type { Case, CaseEvent, Step } from '../../conformance/case.ts';

/** An event with what was known when it arrived. */
export interface Arrival {
  readonly event: CaseEvent;
  readonly step: number;
  /** The watermark before the event. */
  readonly watermark: number;
}

/** A case as a list of arrivals and a list of watermarks, worked out once and slowly. */
export interface Timeline {
  readonly arrivals: readonly Arrival[];
  /** The watermark after each step; the last one is that of the end. */
  readonly after: readonly { readonly step: number | 'end'; readonly watermark: number }[];
}

/**
 * When everything happened: the least watermark of the sources that are not idle, never going back.
 *
 * @param moves - Whether an event moves the watermark.
 */
export function timelineOf(one: Case, moves: (event: CaseEvent) => boolean = () => true): Timeline {
  const sources = sourceNames(one);
  const arrivals: Arrival[] = [];
  const after: { step: number | 'end'; watermark: number }[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  one.steps.forEach((step, index) => {
    if (step.event !== undefined) arrivals.push({ event: step.event, step: index, watermark });
    const active = sources.filter((source) => !isIdle(source, one.steps.slice(0, index + 1)));
    const reached = active.map((source) => reachedBy(source, one, index, moves, sources));
    if (reached.length > 0) watermark = Math.max(watermark, Math.min(...reached));
    after.push({ step: index, watermark });
  });
  const last = one.endOfInput === false ? watermark : Number.POSITIVE_INFINITY;
  after.push({ step: 'end', watermark: last });
  return { arrivals, after };
}

function sourceNames({ spec, steps }: Case): string[] {
  const given = (spec.sources ?? []).map((source) =>
    typeof source === 'string' ? source : String(source.name ?? source.id),
  );
  const named = steps.flatMap(({ source, idle, active }) => [source, idle, active]);
  const names = new Set([...given, ...named.filter((name) => name !== undefined)]);
  return names.size === 0 ? [''] : [...names];
}

function isIdle(source: string, steps: readonly Step[]): boolean {
  const last = steps.findLast(({ idle, active }) => idle === source || active === source);
  return last?.idle === source;
}

function reachedBy(
  source: string,
  { spec, steps }: Case,
  index: number,
  moves: (event: CaseEvent) => boolean,
  sources: readonly string[],
): number {
  const { policy = 'none', maxDelayMs = 0 } = spec.watermark ?? {};
  const said = steps.slice(0, index + 1).flatMap((step) => {
    if (step.watermark !== undefined && (step.source ?? source) === source) return [step.watermark];
    const { event } = step;
    if (event === undefined || policy !== 'boundedOutOfOrderness' || !moves(event)) return [];
    return originOf(event, sources) === source ? [event.ts - maxDelayMs] : [];
  });
  return Math.max(Number.NEGATIVE_INFINITY, ...said);
}

/** The source that an event comes from: its own, or else its stream, or else the first. */
function originOf({ source, stream }: CaseEvent, sources: readonly string[]): string {
  const named = [source, stream].map(String).find((name) => sources.includes(name));
  return named ?? sources[0] ?? '';
}
