import { answersEvents } from '../../core/windows/event-windows.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { KeyedFlow, WindowAggregation } from '../definition/operator.ts';

/** Panes of windows that a step keeps. */
export const needsEvents = ({ flow }: KeyedFlow): DefinitionError =>
  new DefinitionError('WINDOW_INVALID', {
    at: 'rows',
    problem: 'these windows need events one by one, and are kept by the step that takes them',
    given: `"panes" of ${flow.after === null ? 'values in the order of events' : 'the results of a step'}`,
    expected: '"windows"',
    fix: 'leave rows out',
  });

/** @throws {@link DefinitionError} `STEP_INVALID` for windows without rows that close */
export function needsRows({ windows }: WindowAggregation): void {
  if (!answersEvents(windows)) return;
  throw new DefinitionError('STEP_INVALID', {
    at: windows.kind,
    problem: 'these windows have no rows that close',
    given: `${windows.kind} windows`,
    expected: 'windows that end',
    fix: 'go on with .features(), the events with their values',
  });
}

/** @throws {@link DefinitionError} `STEP_INVALID` for windows that answer no event */
export function needsFeatures({ windows }: WindowAggregation): void {
  if (answersEvents(windows)) return;
  throw new DefinitionError('STEP_INVALID', {
    at: windows.kind,
    problem: 'these windows answer no single event',
    given: `${windows.kind} windows`,
    expected: 'rolling windows',
    fix: 'go on with .rows(), or use rolling("7d")',
  });
}

/** Windows of no aggregate. */
export const saysNothing = (): DefinitionError =>
  new DefinitionError('VIEW_INCOMPLETE', {
    at: 'aggregate',
    problem: 'a row would say nothing',
    given: 'no aggregate',
    expected: 'at least one',
    fix: 'write .aggregate({ count: count() })',
  });
