import type { CaseEvent } from '../../conformance/case.ts';
import type { WindowCase } from '../../conformance/window-aggregate.ts';
import { summary } from './aggregates.ts';
import type { Outcome, Row } from './outcome.ts';
import { timelineOf } from './steps.ts';

interface Member {
  readonly event: CaseEvent;
  readonly key: string;
  readonly start: number;
  readonly end: number;
  /** Whether a row has shown it, which matters where panes are discarding. */
  shown: boolean;
}

/**
 * The slow, obvious answer for sessions: after each step, put together from scratch what belongs
 * together, by sorting, and forget the sessions that take no more events.
 */
export function sessionsOracle(one: WindowCase): Outcome {
  const { spec } = one;
  const { aggregates, allowedLatenessMs: lateness = 0, emit, accumulation } = spec;
  const { after } = timelineOf(one);
  const rows: { step: number | 'end'; row: Row }[] = [];
  const late: string[] = [];
  const tables = new Map<string, Row>();
  let live: Member[] = [];
  let watermark = Number.NEGATIVE_INFINITY;

  const give = (step: number | 'end', session: readonly Member[], pane: string): void => {
    const events = accumulation === 'discarding' ? session.filter((m) => !m.shown) : session;
    const row = {
      ...{ key: session[0]?.key, start: startOf(session), end: endOf(session) },
      ...summary(
        aggregates,
        events.map(({ event }) => event),
      ),
    };
    rows.push({ step, row: { ...row, pane } });
    tables.set(idOf(session), row);
    for (const member of session) member.shown = true;
  };

  for (const { step, watermark: reached } of after) {
    const event = step === 'end' ? undefined : one.steps[step]?.event;
    if (event !== undefined) {
      const member = memberOf(event, one);
      const before = sessionsOf(live, one);
      const session = sessionsOf([...live, member], one).find((all) => all.includes(member)) ?? [];
      if (endOf(session) + lateness <= watermark) late.push(event.id);
      else {
        live.push(member);
        for (const old of before) {
          if (session.includes(old[0] as Member) && idOf(old) !== idOf(session)) {
            tables.delete(idOf(old));
          }
        }
        if (emit !== 'final' && endOf(session) <= watermark) give(step, session, 'late');
      }
    }
    for (const session of sessionsOf(live, one)) {
      const closes = emit === 'final' ? endOf(session) + lateness : endOf(session);
      if (watermark < closes && closes <= reached) give(step, session, 'onTime');
    }
    watermark = reached;
    const open = sessionsOf(live, one).filter((all) => endOf(all) + lateness > watermark);
    live = live.filter((member) => open.some((session) => session.includes(member)));
  }
  return { rows, final: [...tables.values()], late };
}

function memberOf(event: CaseEvent, { spec: { window } }: WindowCase): Member {
  const own = window.gapField === undefined ? undefined : event[window.gapField];
  const gap = Number(own ?? window.gapMs);
  const key = String(event['key'] ?? 'all');
  return { event, key, start: event.ts, end: event.ts + gap, shown: false };
}

/** Groups of members that overlap, or touch where touching merges, directly or through others. */
function sessionsOf(members: readonly Member[], { spec: { window } }: WindowCase): Member[][] {
  const sessions: Member[][] = [];
  for (const member of members.toSorted((a, b) => a.start - b.start)) {
    const last = sessions.findLast((session) => session[0]?.key === member.key);
    const end = last === undefined ? Number.NEGATIVE_INFINITY : endOf(last);
    const joins = window.touching === 'split' ? member.start < end : member.start <= end;
    if (joins && last !== undefined) last.push(member);
    else sessions.push([member]);
  }
  return sessions;
}

const startOf = (session: readonly Member[]): number =>
  Math.min(...session.map(({ start }) => start));

const endOf = (session: readonly Member[]): number => Math.max(...session.map(({ end }) => end));

const idOf = (session: readonly Member[]): string =>
  JSON.stringify([session[0]?.key, startOf(session), endOf(session)]);
