import { reasonsText } from '../../core/counted-reasons.ts';
import { formatInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';
import type { RunCounters, RunSink, SetAside } from '../../runtime/graph/sink.ts';
import { wrongUnit } from '../input/advice.ts';
import type { Losses } from '../input/max-loss.ts';
import { type Tally, tally } from '../tally.ts';

/** What a run says beside its results: every kind once, with an example and a number. */
export interface RunReport {
  /** Takes what no result is. */
  readonly sink: Pick<RunSink, 'late' | 'overflow' | 'ahead'>;
  /** Takes the time of a result. */
  seen(time: EventTime): void;
  /** Takes the name of an input without rows. */
  empty(input: string): void;
  /** Takes a row, or an event, with which something is wrong. */
  setAside(letter: {
    readonly code: DeadLetterCode | string;
    readonly at: string;
    readonly message: string;
    readonly line?: number;
  }): void;
  /** All that is to say, the totals last. */
  lines(counters: Readonly<RunCounters>): readonly string[];
  /** What was lost, for one view or for the one that lost most. */
  losses(counters: Readonly<RunCounters>, view?: string): Losses;
}

interface LateEvents {
  first: SetAside;
  count: number;
  from: number;
  to: number;
}

/** Collects what a run reports; memory holds one entry for each kind. */
export function runReport(): RunReport {
  const kinds: Tally = tally();
  const late = new Map<string, LateEvents>();
  const caps = new Map<string, number>();
  const empty: string[] = [];
  let badRows = 0;
  let newest: EventTime | undefined;

  const seen = (time: EventTime): void => {
    if (Number.isFinite(time) && time > (newest ?? Number.NEGATIVE_INFINITY)) newest = time;
  };

  function losses(
    { events, deadLetters, overflow, ahead }: Readonly<RunCounters>,
    view?: string,
  ): Losses {
    let missed = 0;
    for (const [at, { count }] of late) {
      const isMeant = view === undefined || at === view || at.startsWith(`${view}~`);
      if (isMeant) missed = Math.max(missed, count);
    }
    // what is no row of an event never came to the run
    return {
      read: events + badRows - deadLetters,
      ...{ setAside: badRows, overflow, ahead, late: missed },
    };
  }

  return {
    sink: {
      late(event) {
        seen(event.time);
        const known = late.get(event.at);
        if (known === undefined) {
          late.set(event.at, { first: event, count: 1, from: event.time, to: event.time });
          return;
        }
        known.count++;
        known.from = Math.min(known.from, event.time);
        known.to = Math.max(known.to, event.time);
      },
      overflow({ at, key, cap, time }) {
        caps.set(cap, (caps.get(cap) ?? 0) + 1);
        kinds.add(
          `overflow ${cap} ${at}`,
          () =>
            `${at}: a key holds as many ${cap} as it may, and what is more is not counted; the first: key ${JSON.stringify(key)} at ${formatInstant(time)}`,
        );
      },
      ahead({ at, time }) {
        kinds.add(
          `ahead ${at}`,
          () =>
            `${at}: a time is further ahead than maxOutOfOrderness and maxClockSkew allow and those after it contradict it, so it moves no time; the first: ${formatInstant(time)}`,
        );
      },
    },
    setAside({ code, at, message, line }) {
      badRows++;
      kinds.add(`${code} ${at}`, () => message, line);
    },
    seen,
    empty: (input) => void empty.push(input),
    losses,
    lines(counters) {
      const { accepted, rows, records, duplicates, overflow, ahead } = counters;
      const lost = losses(counters);
      const counted = Math.max(0, accepted - (lost.late ?? 0) - overflow);
      const tooLate = [...late].map(([at, { first, count, from, to }]) => {
        const range =
          from === to ? formatInstant(from) : `${formatInstant(from)} to ${formatInstant(to)}`;
        return `${at}: too late; ${count} events of ${range}, the first of key ${JSON.stringify(first.key)}`;
      });
      const more = [
        ...(overflow === 0
          ? []
          : [`${overflow} beyond what a key may hold (${reasonsText(Object.fromEntries(caps))})`]),
        ...(ahead === 0 ? [] : [`${ahead} too far ahead`]),
      ].map((text) => `, ${text}`);
      return [
        ...kinds.told(),
        ...tooLate,
        ...empty.map((input) => `${input}: holds no row`),
        ...wrongUnit(newest),
        `${lost.read} read, ${counted} counted, ${rows} rows and ${records} records given; ${counters.late} late, ${duplicates} repeated, ${badRows} set aside${more.join('')}`,
      ];
    },
  };
}
