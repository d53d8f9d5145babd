import { formatInstant } from '../../core/instant.ts';
import type { DeadLetterCode } from '../../errors/dead-letter-codes.ts';
import type { RunCounters, RunSink, SetAside } from '../../runtime/run/sink.ts';
import { type Tally, tally } from '../tally.ts';

/** What a run says beside its results: every kind once, with an example and a number. */
export interface RunReport {
  /** Takes what no result is. */
  readonly sink: Pick<RunSink, 'late' | 'overflow' | 'ahead'>;
  /** Takes a row, or an event, with which something is wrong. */
  setAside(letter: {
    readonly code: DeadLetterCode | string;
    readonly at: string;
    readonly message: string;
    readonly line?: number;
  }): void;
  /** All that is to say, the totals last. */
  lines(counters: Readonly<RunCounters>): readonly string[];
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
  let badRows = 0;

  return {
    sink: {
      late(event) {
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
            `${at}: a time is further ahead than maxClockSkew allows and those after it contradict it, so it moves no time; the first: ${formatInstant(time)}`,
        );
      },
    },
    setAside({ code, at, message, line }) {
      badRows++;
      kinds.add(`${code} ${at}`, () => message, line);
    },
    lines({ accepted, rows, records, duplicates, overflow, ahead, ...counters }) {
      const tooLate = [...late].map(([at, { first, count, from, to }]) => {
        const range =
          from === to ? formatInstant(from) : `${formatInstant(from)} to ${formatInstant(to)}`;
        return `${at}: too late; ${count} events of ${range}, the first of key ${JSON.stringify(first.key)}`;
      });
      const more = [
        ...(overflow === 0 ? [] : [`${overflow} beyond what a key may hold`]),
        ...(ahead === 0 ? [] : [`${ahead} too far ahead`]),
      ].map((text) => `, ${text}`);
      return [
        ...kinds.told(),
        ...tooLate,
        `${accepted} events gave ${rows} rows and ${records} records; ${counters.late} late, ${duplicates} repeated, ${badRows} set aside${more.join('')}`,
      ];
    },
  };
}
