import { answersEvents } from '../../core/windows/event-windows.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { WindowAggregation } from '../definition/operator.ts';

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
