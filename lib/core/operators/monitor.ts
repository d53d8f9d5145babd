import type { Json } from '../aggregators/aggregator.ts';
import type { Event } from '../event.ts';
import { type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import type { Collector, KeyedOperator } from './keyed-operator.ts';

/** What one window says. `skip`: nothing, as if it were not there. */
export type Verdict = 'breach' | 'good' | 'skip';

/** What a monitor reports. */
export interface Finding {
  readonly status: 'alerting' | 'recovered';
  /** End of the window that decided. */
  readonly windowEnd: EventTime;
  /** Row of that window; `undefined` if there is none because the key was silent. */
  readonly row: Event | undefined;
  /** End of the window that raised the alert: the same in the alert and in its recovery. */
  readonly raisedAt: EventTime;
  /** How many of the last windows breached. */
  readonly breaches: number;
}

export interface MonitorSpec {
  readonly verdictOf: (row: Event) => Verdict;
  readonly windowEndOf: (row: Event) => EventTime;
  /** Distance of window ends; `undefined` if windows without a row cannot be told. */
  readonly every: DurationMs | undefined;
  /** What a window without a row says. */
  readonly missing: Verdict;
  /** An alert is raised when so many … */
  readonly needed: number;
  /** … of so many windows breach. */
  readonly of: number;
  /** It ends when fewer than `needed` breach, and the last so many windows were good. */
  readonly recoverAfter: number;
  /** No second alert of a key within this time after one; it is raised then if it is still due. */
  readonly suppress: DurationMs;
  /** A key without a row for so long is forgotten, alerting or not. */
  readonly forgetAfter: DurationMs;
  /** @param key - Text of the key that the finding is about. */
  readonly result: (finding: Finding, key: string) => Event;
}

interface MonitorState {
  /** End of the last window that was judged; −Infinity if none was. */
  last: EventTime;
  /** End of the last window with a row. */
  lastRow: EventTime;
  /** The last windows, oldest first: `x` for a breach, `.` for a good one. */
  recent: string;
  isAlerting: boolean;
  /** When the last alert was reported; −Infinity if that is too long ago to matter. */
  reportedAt: EventTime;
  /** End of the window that raised the alert that has been reported and not ended; or −Infinity. */
  raisedAt: EventTime;
}

const NEVER = Number.NEGATIVE_INFINITY;

/** Raises an alert when enough windows of a key breach a threshold, and says when that is over. */
export function monitorOperator(spec: MonitorSpec): KeyedOperator<MonitorState> {
  const { every, missing, needed, of, recoverAfter, suppress, forgetAfter } = spec;
  const keep = Math.max(of, recoverAfter);
  const expectsRows = every !== undefined && missing !== 'skip';

  function judge(state: MonitorState, end: EventTime, row: Event | undefined, out: Collector) {
    state.last = end;
    const verdict = row === undefined ? missing : spec.verdictOf(row);
    if (verdict !== 'skip') {
      state.recent = (state.recent + (verdict === 'breach' ? 'x' : '.')).slice(-keep);
    }
    const breaches = [...state.recent.slice(-of)].filter((mark) => mark === 'x').length;
    const goodRun = state.recent.length - 1 - state.recent.lastIndexOf('x');
    if (breaches >= needed) state.isAlerting = true;
    else if (goodRun >= recoverAfter) state.isAlerting = false;
    const report = (status: Finding['status']): void => {
      const { raisedAt } = state;
      const finding = { status, windowEnd: end, row, raisedAt, breaches };
      out.emit(spec.result(finding, out.key), end - 1);
    };
    if (state.isAlerting && state.raisedAt === NEVER && end >= state.reportedAt + suppress) {
      state.raisedAt = end;
      state.reportedAt = end;
      report('alerting');
    } else if (!state.isAlerting && state.raisedAt !== NEVER) {
      report('recovered');
      state.raisedAt = NEVER;
    }
  }

  /** Whether further windows without a row would change nothing. */
  const isSettled = ({ recent, isAlerting, raisedAt }: MonitorState): boolean => {
    const rest = missing === 'breach' ? 'x' : '.';
    const isUniform = recent.length >= keep && [...recent].every((mark) => mark === rest);
    return isUniform && isAlerting === (raisedAt !== NEVER);
  };

  /** Judges the windows without a row that end before `end`. */
  function passSilence(state: MonitorState, end: EventTime, out: Collector): void {
    if (!expectsRows || state.last === NEVER) return;
    while (state.last + every < end && !isSettled(state)) {
      judge(state, state.last + every, undefined, out);
    }
  }

  const isQuiet = ({ recent, isAlerting, reportedAt }: MonitorState): boolean =>
    !isAlerting && reportedAt === NEVER && !recent.includes('x') && missing !== 'breach';

  const create = (): MonitorState => ({
    ...{ last: NEVER, lastRow: NEVER, recent: '', isAlerting: false },
    ...{ reportedAt: NEVER, raisedAt: NEVER },
  });

  function nextTimer(state: MonitorState): EventTime {
    const { last, lastRow, reportedAt, raisedAt } = state;
    if (last === NEVER) return END_OF_TIME;
    return Math.min(
      lastRow + forgetAfter,
      expectsRows && !isSettled(state) ? last + every : END_OF_TIME,
      reportedAt !== NEVER && raisedAt === NEVER ? reportedAt + suppress : END_OF_TIME,
    );
  }

  return {
    encoding: 'monitor/1',
    hold: 0,
    endsAtOnce: true,
    create,
    onEvent(state, { event, time }, watermark, out) {
      const end = spec.windowEndOf(event);
      if (end <= state.last || time < watermark) return out.late(event, time);
      passSilence(state, end, out);
      state.lastRow = end;
      judge(state, end, event, out);
    },
    onWatermark(state, watermark, out) {
      if (watermark !== END_OF_TIME) passSilence(state, watermark + 1, out);
      if (state.reportedAt + suppress <= watermark && state.raisedAt === NEVER) {
        state.reportedAt = NEVER;
      }
      if (state.lastRow + forgetAfter <= watermark) Object.assign(state, create());
    },
    nextTimer,
    isEmpty: (state) => state.last === NEVER || isQuiet(state),
    encode: ({ last, lastRow, recent, isAlerting, reportedAt, raisedAt }) => [
      orNull(last),
      orNull(lastRow),
      recent,
      isAlerting,
      orNull(reportedAt),
      orNull(raisedAt),
    ],
    decode(encoded) {
      const [last, lastRow, recent, isAlerting, reportedAt, raisedAt] = encoded as Stored;
      return {
        ...{ last: last ?? NEVER, lastRow: lastRow ?? NEVER, recent, isAlerting },
        ...{ reportedAt: reportedAt ?? NEVER, raisedAt: raisedAt ?? NEVER },
      };
    },
  };
}

type Stored = readonly [
  last: number | null,
  lastRow: number | null,
  recent: string,
  isAlerting: boolean,
  reportedAt: number | null,
  raisedAt: number | null,
];

const orNull = (time: EventTime): Json => (time === NEVER ? null : time);
