import { STATE_LIMITS } from '../../core/operators/limits.ts';
import { growthOf, isUnbounded } from '../../core/pattern/growth.ts';
import { windowsPerEvent } from '../../core/windows/window.ts';
import type { Windows } from '../../core/windows/window-kinds.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { OperatorView, Pipeline } from '../definition/definition.ts';
import {
  chainOf,
  inputsOf,
  type PatternMatch,
  type WindowAggregation,
} from '../definition/operator.ts';
import { checkShown } from '../definition/reserved-names.ts';
import { ROWS_PER_EVENT } from '../definition/stored-panes.ts';
import type { Undeployable } from './plan.ts';

/** What of a pipeline cannot be deployed; `null` if all of it can. */
export function undeployable(pipeline: Pipeline): Undeployable | null {
  try {
    checkDeployable(pipeline);
    return null;
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return { code: error.code, fault: error.fault };
  }
}

/**
 * Refuses what can be run in one process, but not deployed.
 *
 * @throws {@link DefinitionError} `STREAM_OPTION_INVALID`, `WINDOW_INVALID`, `PATTERN_UNBOUNDED`,
 *   `AGGREGATE_INVALID`, `NAME_TAKEN`
 */
export function checkDeployable({ name, streams, views }: Pipeline): void {
  for (const stream of streams) {
    if (stream.watermarks === 'fromEvents') continue;
    throw new DefinitionError('STREAM_OPTION_INVALID', {
      at: `${name} › ${stream.name} › watermarks`,
      problem: 'nobody can tell a deployed stream how far it is',
      given: 'explicit',
      expected: 'fromEvents',
      fix: 'leave it out, or run the pipeline in one process',
    });
  }
  for (const view of views) {
    if (view.kind === 'operator') {
      checkView(name, view);
      continue;
    }
    if (view.panes === undefined) checkRows(`${name} › ${view.name}`, view.operator);
    checkShown(view.groupBy, { at: `${name} › ${view.name}`, mayShare: false });
  }
}

function checkView(pipeline: string, { name, operator }: OperatorView): void {
  for (const each of chainOf(operator)) {
    if (each.kind === 'match') checkPattern(`${pipeline} › ${name} › match`, each);
    if (each.kind !== 'window') continue;
    checkOrder(`${pipeline} › ${name}`, each);
    checkRows(`${pipeline} › ${name}`, each);
    if (each.windows.kind !== 'global' || each.windows.every !== null) continue;
    throw new DefinitionError('WINDOW_INVALID', {
      at: `${pipeline} › ${name} › global`,
      problem: 'a deployed stream has no end, so no row would ever be given',
      given: 'no number of events',
      expected: 'every',
      fix: 'write globalWindow({ every: 100 }), or run the pipeline in one process',
    });
  }
  const keys = inputsOf(operator).flatMap(({ groupBy }) => groupBy);
  checkShown(new Set([...Object.keys(operator.fields), ...keys]), {
    at: `${pipeline} › ${name}`,
    mayShare: true,
  });
}

/** Shards have no order among each other; nobody knows which of their events came first. */
function checkOrder(at: string, { aggregates }: WindowAggregation): void {
  for (const [name, { spec }] of Object.entries(aggregates)) {
    if (!('order' in spec) || spec.order !== 'arrival') continue;
    throw new DefinitionError('AGGREGATE_INVALID', {
      at: `${at} › aggregate › ${name} › order`,
      problem: 'the events of several shards have no order of arrival',
      given: 'arrival',
      expected: 'time',
      fix: 'leave it out, or run the pipeline in one process',
    });
  }
}

/** An event of which a thousand rows come is an author's decision. */
function checkRows(at: string, { windows, rows }: WindowAggregation): void {
  if (rows === 'windows') return;
  const perEvent = perEventOf(windows);
  if (perEvent <= ROWS_PER_EVENT) return;
  throw new DefinitionError('WINDOW_INVALID', {
    at: `${at} › window`,
    problem: 'every event would be in many windows, each of which gives a row',
    given: `${perEvent.toLocaleString('en-US')} windows an event`,
    expected: `at most ${ROWS_PER_EVENT}, or a view that reads the events of a stream, by a slide that divides its size`,
    fix: "choose a larger slide, or say that you mean it: .window(…, { rows: 'windows' })",
  });
}

/** How many windows an event is known to be in; 1 where that depends on the events. */
function perEventOf(windows: Windows): number {
  if (windows.kind === 'cumulating') return windows.size / windows.step;
  return windows.kind === 'aligned' ? windowsPerEvent(windows) : 1;
}

function checkPattern(at: string, { pattern, maxPartialMatches }: PatternMatch): void {
  const growth = growthOf(pattern.spec);
  if (maxPartialMatches !== undefined || !isUnbounded(growth)) return;
  const waits = growth.within === undefined;
  throw new DefinitionError('PATTERN_UNBOUNDED', {
    at,
    problem: 'nothing bounds how many partial matches a key may hold',
    given: waits
      ? 'partial matches that wait for ever'
      : 'partial matches that double with each event',
    expected: waits ? 'within' : 'a repetition with an upper end, or without combinations',
    fix: `write it, or say how many a key may hold: match(…, { maxPartialMatches: ${STATE_LIMITS.runs} })`,
  });
}
