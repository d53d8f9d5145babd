import { formatDuration } from '../../core/time.ts';
import { type FlowPlan, flowsOf, type OperatorPlan } from '../plan/plan.ts';
import { describeWindows } from './describe.ts';
import { explainGrowth, explainPattern } from './patterns.ts';
import { explainAggregate, explainKey, explainStep, explainUnknown } from './steps.ts';

/** What an operator reads, and what it does with it; those before it come first. */
export interface ExplainedStep {
  readonly reads: readonly string[];
  readonly does: readonly string[];
}

/** An operator and all before it, in the order in which events pass them; numbered from 1. */
export function explainOperators(last: OperatorPlan): ExplainedStep[] {
  const steps: ExplainedStep[] = [];
  const numberOf = (operator: OperatorPlan): number => {
    const reads = operator.inputs.map((input) => explainInput(input, numberOf));
    return steps.push({ reads, does: explainOperator(operator) });
  };
  numberOf(last);
  return steps;
}

function explainInput(input: FlowPlan, numberOf: (operator: OperatorPlan) => number): string {
  const flow = ({ stream, after, steps }: FlowPlan): string => {
    const from = after === null ? (stream ?? 'nothing') : `results of step ${numberOf(after)}`;
    return [from, ...steps.map(explainStep)].join(', ');
  };
  return `${flowsOf(input).map(flow).join('; and ')}, ${explainKey(input.groupBy)}`;
}

function explainOperator(operator: OperatorPlan): string[] {
  switch (operator.kind) {
    case 'window':
      return [
        describeWindows(operator),
        operator.aggregates.map(explainAggregate).join(', '),
        explainEmission(operator),
      ];
    case 'join': {
      const { type, as, from, to, allowedLateness } = operator;
      const near = `from ${signed(from)} to ${signed(to - 1)} after it`;
      const late = allowedLateness === 0 ? '' : `; up to ${formatDuration(allowedLateness)} late`;
      const pairs =
        as === null
          ? `each event ${type === 'semi' ? 'that has' : 'without'} one of the other ${near}${late}`
          : `${type} join of each ${as[0]} with every ${as[1]} ${near}${late}`;
      return [pairs, ...explainMatch(operator.where)];
    }
    case 'tableJoin': {
      const { type, as, asOf, grace, history, removedWithout } = operator;
      const row =
        asOf === 'arrival' ? 'the row that is there on arrival' : 'the row of its own time';
      const wait = grace === null ? '' : `, for which it waits ${formatDuration(grace)}`;
      const past =
        asOf === 'eventTime' ? [`the table's past is known for ${formatDuration(history)}`] : [];
      const removed =
        removedWithout === null ? [] : [`a record without ${removedWithout} removes its row`];
      const { where, tolerance } = operator;
      const old =
        tolerance === undefined
          ? []
          : [`a row more than ${formatDuration(tolerance)} older is not seen`];
      return [
        `${type} join of each ${as[0]} with ${row} of ${as[1]}${wait}`,
        ...[...past, ...removed, ...explainMatch(where), ...old],
      ];
    }
    case 'dedupe':
      return [`the first event of each key within ${formatDuration(operator.within)}`];
    case 'match': {
      const timeouts = operator.timeouts
        ? ['partial matches whose time ran out are given too']
        : [];
      return [
        ...explainPattern(operator.pattern),
        explainGrowth(operator.pattern, operator.maxPartialMatches),
        ...timeouts,
      ];
    }
    case 'monitor':
      return explainMonitor(operator);
    case 'sorted':
      return ['in the order of event time, when none can come any more before it'];
    case 'fill':
      return explainFill(operator);
    case 'retimed':
      return [`${operator.field} is its event time`];
    case 'records':
      return ['every event as a row'];
    default:
      return [explainUnknown(operator)];
  }
}

function explainMatch(where: Extract<OperatorPlan, { kind: 'join' }>['where']): string[] {
  if (where === undefined) return [];
  if (where === 'function') return ['only where a function says so'];
  if ('text' in where) return [`only where ${where.text}, at most ${where.cost} steps`];
  return [
    `only where ${where.map(({ left, op, right }) => `${left} ${op} ${right}`).join(' and ')}`,
  ];
}

type WindowPlan = Extract<OperatorPlan, { kind: 'window' }>;

function explainEmission({ windows, emit, accumulation }: WindowPlan): string {
  if (windows.kind === 'rolling') return AS_OF_ARRIVAL;
  if (windows.kind === 'preceding') return IN_ORDER;
  const rows = emit === 'final' ? FINAL : ON_TIME_AND_LATE;
  return accumulation === 'discarding' ? `${rows}, each of what came since the last` : rows;
}

const AS_OF_ARRIVAL =
  'a row for each event, of what had come when it came: events of several shards in the order in which they reach the shard that owns their key, which a run over files does not know';
const IN_ORDER = 'a row for each event, when no event can come any more that is before it';
const FINAL = 'one row when no event of a window can come any more';
const ON_TIME_AND_LATE = 'a row when a window closes, and one for each late event';

type FillPlan = Extract<OperatorPlan, { kind: 'fill' }>;

function explainFill({ values, until, limit, forgetAfter }: FillPlan): string[] {
  const when = until === 'watermark' ? 'when time has passed it' : 'between two rows of its key';
  return [
    `a row for each window without events ${when}, at most ${limit} one after the other`,
    Object.entries(values)
      .map(([name, value]) => `${name} ${FILLED[value]}`)
      .join(', '),
    `a key without a row for ${formatDuration(forgetAfter)} is forgotten`,
  ];
}

const FILLED = { zero: 'zero', null: 'null', carry: 'of the row before' } as const;

type MonitorPlan = Extract<OperatorPlan, { kind: 'monitor' }>;

function explainMonitor(rule: MonitorPlan): string[] {
  const { name, field, threshold, needed, of, recoverAfter, missing, suppress, forgetAfter } = rule;
  const recover = rule.recover === undefined ? '' : ` of which ${rule.recover.text}`;
  const again =
    suppress === 0 ? [] : [`no second alert of a key within ${formatDuration(suppress)}`];
  return [
    `alert ${name} if ${breachText(field, threshold)} in ${needed} of ${of} windows`,
    `over after ${recoverAfter} good ${recoverAfter === 1 ? 'window' : 'windows'}${recover}; ${MISSING[missing]}`,
    ...again,
    `a key without a row for ${formatDuration(forgetAfter)} is forgotten`,
  ];
}

function breachText(field: string, threshold: MonitorPlan['threshold']): string {
  switch (threshold.kind) {
    case 'expression':
      return `${threshold.text}, at most ${threshold.cost} steps,`;
    case 'outside':
      return `${field} is outside ${threshold.from} to ${threshold.to}`;
    default:
      return `${field} is ${threshold.kind} ${threshold.value}`;
  }
}

const MISSING = {
  breach: 'a window without a row counts as a breach',
  good: 'a window without a row counts as good',
  skip: 'windows without a row are passed over',
} as const;

const signed = (ms: number): string => (ms < 0 ? `−${formatDuration(-ms)}` : formatDuration(ms));
