import { count, max, sum } from '../../../lib/core/aggregators/authoring.ts';
import { bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { where } from '../../../lib/core/expression.ts';
import { instant, int, optional, string } from '../../../lib/core/field-type.ts';
import { type RowAggregate, rowAggregate } from '../../../lib/core/operators/accumulators.ts';
import { countWindow } from '../../../lib/core/operators/count-window.ts';
import { dedupe } from '../../../lib/core/operators/dedupe.ts';
import { eventCodec } from '../../../lib/core/operators/event-codec.ts';
import { type FillSpec, fillGaps } from '../../../lib/core/operators/fill-gaps.ts';
import { intervalJoin, type Joiner } from '../../../lib/core/operators/interval-join.ts';
import type { KeyedOperator } from '../../../lib/core/operators/keyed-operator.ts';
import { STATE_LIMITS } from '../../../lib/core/operators/limits.ts';
import { matchOperator } from '../../../lib/core/operators/match-operator.ts';
import { type MonitorSpec, monitorOperator } from '../../../lib/core/operators/monitor.ts';
import { type PaneSpec, paneOperator } from '../../../lib/core/operators/pane-operator.ts';
import { type PrecedingSpec, precedingOperator } from '../../../lib/core/operators/preceding.ts';
import { type RollingSpec, rollingByPanes } from '../../../lib/core/operators/rolling.ts';
import { rollingExactly } from '../../../lib/core/operators/rolling-exact.ts';
import { type SessionSpec, sessionOperator } from '../../../lib/core/operators/session-operator.ts';
import { sortedOperator } from '../../../lib/core/operators/sorted.ts';
import { arrivalTableJoin } from '../../../lib/core/operators/table-join.ts';
import {
  type VersionedTableJoinSpec,
  versionedTableJoin,
} from '../../../lib/core/operators/versioned-table-join.ts';
import { type WindowSpec, windowOperator } from '../../../lib/core/operators/window-operator.ts';
import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import type { PatternSpec } from '../../../lib/core/pattern/spec.ts';
import { calendarAssigner } from '../../../lib/core/windows/calendar/calendar-windows.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { alignedAssigner, cumulatingAssigner } from '../../../lib/core/windows/window-assigner.ts';
import { cumulating } from '../../../lib/core/windows/window-kinds.ts';

/** Fields of the events that the tests of operators use. */
export const FIELDS = { at: instant(), v: optional(int()), name: optional(string()) };

/** What their rows show. */
export const AGGREGATE: RowAggregate = rowAggregate({
  n: bindAggregate(count(), FIELDS, 'n'),
  sum: bindAggregate(sum('v'), FIELDS, 'sum'),
  max: bindAggregate(max('v'), FIELDS, 'max'),
});

const CODEC = eventCodec(FIELDS);
const CODECS = { left: CODEC, right: CODEC };

const emission = {
  allowedLateness: 0,
  emit: 'onTimeAndLate',
  accumulation: 'accumulating',
  aggregate: AGGREGATE,
  maxWindows: STATE_LIMITS.windows,
} as const;

export const tumblingOperator = (spec: Partial<WindowSpec> = {}) =>
  windowOperator({ ...emission, windows: alignedAssigner(tumbling(10)), ...spec });

export const slidingOperator = (spec: Partial<WindowSpec> = {}) =>
  windowOperator({ ...emission, windows: alignedAssigner(sliding(12, 5)), ...spec });

export const paneOf = (spec: Partial<PaneSpec> = {}) =>
  paneOperator({ ...emission, windows: sliding(12, 5), maxPanes: STATE_LIMITS.windows, ...spec });

export const sessions = (spec: Partial<SessionSpec> = {}) =>
  sessionOperator({ ...emission, gapOf: () => 5, touching: 'merge', ...spec });

const joiner: Joiner = (left, right, time) => ({ left, right, time });

type JoinSpec = Parameters<typeof intervalJoin>[0];

export const join = (spec: Partial<JoinSpec> = {}) =>
  intervalJoin({
    ...{ type: 'full', from: -3, to: 5, allowedLateness: 0, joiner, codecs: CODECS },
    maxEvents: STATE_LIMITS.events,
    ...spec,
  });

const table = {
  type: 'left',
  joiner,
  removes: (event: { readonly v?: unknown }) => event.v === undefined || event.v === null,
  codecs: CODECS,
} as const;

export const arrivalTable = () => arrivalTableJoin(table);

export const versionedTable = (spec: Partial<VersionedTableJoinSpec> = {}) =>
  versionedTableJoin({
    ...table,
    ...{ grace: 4, history: 10 },
    ...{ maxEvents: STATE_LIMITS.events, maxVersions: STATE_LIMITS.versions },
    ...spec,
  });

const rolling: RollingSpec = {
  size: 20,
  allowedLateness: 0,
  aggregate: AGGREGATE,
  result: (event, values) => ({ ...event, ...values }),
};

export const rollingPanes = (spec: Partial<RollingSpec> = {}) =>
  rollingByPanes({ ...rolling, pane: 5, ...spec });

export const rollingEvents = (spec: Partial<RollingSpec> & { readonly maxEvents?: number } = {}) =>
  rollingExactly({ ...rolling, codec: CODEC, maxEvents: STATE_LIMITS.events, ...spec });

export const precedingEvents = (spec: Partial<PrecedingSpec> = {}) =>
  precedingOperator({
    ...rolling,
    ...{ events: 2, forgetAfter: 50, codec: CODEC, maxEvents: STATE_LIMITS.events },
    ...spec,
  });

/** Windows of rows are 10 long. */
export const gaps = (until: FillSpec['until'], limit = 3) =>
  fillGaps({
    ...{ until, limit, forgetAfter: 70, codec: CODEC },
    next: (start) => ({ start: start + 10, end: start + 20 }),
    startOf: ({ at }) => Math.floor(Number(at) / 10) * 10,
    filled: (_last, { start }, at) => ({ at, v: 0, name: `filled ${start}` }),
    given: (row, cut) => ({ ...row, cut }),
  });

/** Watches rows whose windows are 10 long; the row's time is its window's last millisecond. */
export const monitor = (spec: Partial<MonitorSpec> = {}) =>
  monitorOperator({
    verdictOf: ({ v }) => (Number(v) > 10 ? 'breach' : 'good'),
    windowEndOf: ({ at }) => Math.floor(Number(at) / 10) * 10 + 10,
    ...{ every: 10, missing: 'skip', needed: 2, of: 3, recoverAfter: 1 },
    ...{ suppress: 0, forgetAfter: 200 },
    result: ({ row: _row, ...finding }, key) => ({ ...finding, key }),
    ...spec,
  });

const LOGIN: PatternSpec = {
  stages: [
    { name: 'low', contiguity: 'begin', where: where('v', '<', 0), times: { min: 1, max: 2 } },
    { name: 'high', contiguity: 'followedBy', where: where('v', '>', 0) },
  ],
  withinMs: 20,
};

export const match = ({
  maxEvents = STATE_LIMITS.events,
  runs = STATE_LIMITS.runs,
  given = STATE_LIMITS.given,
}: {
  readonly maxEvents?: number;
  readonly runs?: number;
  readonly given?: number;
} = {}) =>
  matchOperator({
    matcher: compilePattern(LOGIN, [], { runs, given }),
    timeouts: true,
    codec: CODEC,
    result: ({ kind, events, at, shed }, key) => ({ kind, events, at, shed, key }),
    maxEvents,
  });

/** An operator, with a name for people. */
type Named = readonly [name: string, make: () => KeyedOperator<unknown>, keepsRows?: true];

/** Those of the first version. */
export const FIRST_OPERATORS: readonly Named[] = [
  ['tumbling windows', () => tumblingOperator({ allowedLateness: 7 })],
  ['sliding windows, discarding', () => slidingOperator({ accumulation: 'discarding' })],
  ['final windows', () => tumblingOperator({ emit: 'final', allowedLateness: 7 })],
  [
    'calendar windows',
    () => tumblingOperator({ windows: calendarAssigner('day', (at) => (at < 20 ? 3 : -2)) }),
  ],
  ['sessions', () => sessions({ allowedLateness: 7 })],
  [
    'sessions that split, discarding',
    () => sessions({ touching: 'split', accumulation: 'discarding', allowedLateness: 3 }),
  ],
  ['final sessions', () => sessions({ emit: 'final', allowedLateness: 7 })],
  ['rolling panes', () => rollingPanes({ allowedLateness: 3 })],
  ['rolling events', () => rollingEvents()],
  [
    'counted events',
    () => countWindow({ every: 3, accumulation: 'discarding', aggregate: AGGREGATE }),
  ],
  ['a full join', () => join({ allowedLateness: 2 })],
  ['an inner join', () => join({ type: 'inner', from: 1, to: 4 })],
  ['a table as of arrival', arrivalTable, true],
  ['a table as of event time', () => versionedTable(), true],
  ['a table without grace', () => versionedTable({ grace: undefined }), true],
  ['a dedupe', () => dedupe(8)],
  ['a monitor', () => monitor({ suppress: 25, recoverAfter: 2 })],
  ['a monitor of silence', () => monitor({ missing: 'breach', suppress: 15 })],
  ['a monitor for which silence is good', () => monitor({ missing: 'good' })],
  ['a pattern', () => match()],
];

/** Every operator, by a name for people; those that keep a row for ever are marked. */
export const OPERATORS: readonly Named[] = [
  ...FIRST_OPERATORS,
  ['windows in panes', () => paneOf({ allowedLateness: 7 })],
  [
    'final windows in panes, discarding',
    () => paneOf({ emit: 'final', accumulation: 'discarding', allowedLateness: 3 }),
  ],
  [
    'cumulating windows',
    () => tumblingOperator({ windows: cumulatingAssigner(cumulating(5, 15)) }),
  ],
  ['sorted events', () => sortedOperator(CODEC, STATE_LIMITS.events)],
  ['preceding events', () => precedingEvents({ allowedLateness: 2 })],
  ['filled gaps', () => gaps('lastRow')],
  ['gaps filled by time', () => gaps('watermark')],
];
