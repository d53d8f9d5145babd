import { type DurationMs, formatDuration } from '../../core/time.ts';
import { windowsPerEvent } from '../../core/windows/window.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { ASSUMPTIONS } from '../cost/assumptions.ts';
import { viewId } from '../definition/view-id.ts';
import { cutBatching } from '../deployed/batching-windows.ts';
import type {
  LanePlan,
  Placement,
  Plan,
  StreamPlan,
  Undeployable,
  ViewPlan,
  WindowViewPlan,
} from '../plan/plan.ts';
import { describeWindows } from './describe.ts';
import { explainOperators } from './operators.ts';
import { layOut, type Section } from './sections.ts';
import { explainAggregate, explainField, explainStep, explainUnknown } from './steps.ts';

/**
 * A plan in words: what is read how, who writes which rows and why, and how fresh they are.
 *
 * Views of a kind that this does not know are shown with their plain data.
 */
export function explainPlan(plan: Plan): string {
  const { pipeline, streams, views, lanes, undeployable, fingerprint } = plan;
  const counts = [plural(streams, 'stream'), plural(views, 'view'), plural(lanes, 'lane')];
  return layOut([
    {
      heading: `Pipeline ${pipeline}`,
      lines: [
        ['has', counts.join(', ')],
        ['plan', fingerprint],
        ...(undeployable === null ? [] : [['runs', refusal(undeployable)] as const]),
      ],
    },
    ...streams.map(streamSection),
    ...views.map(viewSection),
    ...lanes.map((lane) => laneSection(lane, plan)),
  ]);
}

const refusal = ({ code, fault }: Undeployable): string =>
  `in one process only, and is refused at deployment: ${new DefinitionError(code, fault).message}`;

const plural = ({ length }: readonly unknown[], name: string): string =>
  `${length} ${name}${length === 1 ? '' : 's'}`;

function streamSection(stream: StreamPlan): Section {
  const { name, key, time, id, dedupeWithin, maxOutOfOrderness, idleAfter } = stream;
  const ids =
    id === null
      ? 'none: an event that is sent twice counts twice'
      : `${id}: an event that arrives again under its key within ${formatDuration(dedupeWithin)} counts once`;
  const quiet = `after ${formatDuration(idleAfter)} without records event time goes on at the pace of the clock`;
  const explicit = 'told by the producer: events do not move it';
  return {
    heading: `Stream ${name}`,
    lines: [
      ['partition key', `${key}: events of one ${key} stay in order, on one shard`],
      ['event time', `${time}, up to ${formatDuration(maxOutOfOrderness)} out of order`],
      ['watermark', stream.watermarks === 'explicit' ? explicit : `${quiet}; ${trust(stream)}`],
      ['event ids', ids],
      ['fields', stream.fields.map(explainField).join(', ')],
    ],
  };
}

/** What a clock that is ahead does. */
function trust({ maxOutOfOrderness, maxClockSkew }: StreamPlan): string {
  if (maxClockSkew === 0) return 'no time is believed beyond the arrival of its record';
  const left = maxOutOfOrderness - maxClockSkew;
  const harm =
    left > 0
      ? `makes late what arrives more than ${formatDuration(left)} after its time`
      : 'makes all others late';
  return `times are believed up to ${formatDuration(maxClockSkew)} beyond the arrival of their records, so that one clock that is as far ahead ${harm}`;
}

function viewSection(view: ViewPlan): Section {
  const { name, version, groupBy, freshness, placement, fingerprint } = view;
  const keys = groupBy.length === 0 ? 'all: every event goes into one row' : '';
  return {
    heading: `View ${name}${version === 1 ? '' : `, version ${version}`}`,
    lines: [
      ...meaning(view),
      ['row key', keys || groupBy.map(explainField).join(', ')],
      ['written by', `the ${placement.lane} lane: ${placement.why}`],
      ...exchangeOf(placement).map((text) => ['exchange', text] as const),
      ['freshness', `a row is at most ${formatDuration(freshness)} old if nothing fails`],
      ['state', `${stateOf(view)}; resumed under this plan only: ${fingerprint}`],
    ],
  };
}

const DELTAS = 'one combined delta per row and batch; the exchange lane adds them up';
const EVENTS =
  'each event that a step reads, to the shard that owns its key, in the order of its own';
const AGAIN = 'results that the next step reads under another key go through it again';

function exchangeOf({ sends, hops }: Placement): string[] {
  if (sends === 'nothing') return [];
  return sends === 'deltas' ? [DELTAS] : [EVENTS, ...(hops > 0 ? [AGAIN] : [])];
}

function meaning(view: ViewPlan): (readonly [string, string])[] {
  switch (view.kind) {
    case 'window':
      return [
        ['reads', [view.stream, ...view.steps.map(explainStep)].join(', ')],
        ['windows', describeWindows(view)],
        ...(windowsPerEvent(view.windows) > 1 ? [['writes', explainWrites(view)] as const] : []),
        ...view.aggregates.map((aggregate) => ['row', explainAggregate(aggregate)] as const),
      ];
    case 'operator':
      return explainOperators(view.operator).flatMap(({ reads, does }, i, { length }) => {
        const label = length === 1 ? 'reads' : `step ${i + 1} reads`;
        return [
          ...reads.map((text) => [label, text] as const),
          ...does.map((text) => [length === 1 ? 'gives' : `step ${i + 1} gives`, text] as const),
        ];
      });
    default:
      return [['meaning', explainUnknown(view)]];
  }
}

function explainWrites({ windows, panes }: WindowViewPlan): string {
  const rows = windowsPerEvent(panes ?? windows);
  const writes = rows * ASSUMPTIONS.copiesOfRow;
  const changes = `an event changes ${numberOf(rows)} ${rows === 1 ? 'row' : 'rows'} (${numberOf(writes)} writes, with the index by window)`;
  return panes === undefined
    ? `${changes}, a batch of events ${numberOf(rows)} for each key in it; a larger slide writes fewer`
    : `${changes}, a batch of events one for each key and pane of ${formatDuration(panes.size)}; readers combine ${numberOf(windows.size / panes.size)} panes to a window`;
}

const numberOf = (value: number): string => value.toLocaleString('en-US');

function stateOf(view: ViewPlan): string {
  if (view.kind !== 'window') return 'what the steps need of each key, in its own item';
  return `the accumulators in its rows: ${view.aggregates.map(({ encoding }) => encoding).join(' ')}`;
}

const READERS: Readonly<Record<LanePlan['kind'], string>> = {
  speed: 'decodes, computes, writes rows or sends to the exchange',
  exchange: 'the only writer of exchanged rows',
  archive: 'writes everything to the lake, as Parquet',
};

function laneSection(lane: LanePlan, { views: all }: Plan): Section {
  const { name, kind, stream, views } = lane;
  const source = stream ?? 'the exchange stream, by row key';
  const freshest = all
    .filter((view) => views.includes(viewId(view)))
    .reduce((least, { freshness }) => Math.min(least, freshness), Number.POSITIVE_INFINITY);
  return {
    heading: `Lane ${name}`,
    lines: [
      ['reads', source],
      ['does', READERS[kind] ?? kind],
      ['gathers', gathering(lane, freshest)],
      ...(views.length === 0 ? [] : [['views', views.join(', ')] as const]),
    ],
  };
}

function gathering({ batchingWindowSeconds }: LanePlan, freshest: DurationMs): string {
  const why = Number.isFinite(freshest)
    ? `, as its freshest view may be ${formatDuration(freshest)} old`
    : '';
  return batchingWindowSeconds === 0
    ? `nothing: it runs as soon as records come${why}`
    : `records for up to ${batchingWindowSeconds} s before it runs${onStages(batchingWindowSeconds)}${why}`;
}

/** What stages make of it that gather for less. */
function onStages(planned: number): string {
  const cut = cutBatching(planned).map(({ stage, seconds }) => `${seconds} s on stage ${stage}`);
  return cut.length === 0 ? '' : ` (${cut.join(', ')})`;
}
