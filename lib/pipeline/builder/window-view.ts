import { DefinitionError } from '../../errors/definition-error.ts';
import type { ViewDefinition } from '../definition/definition.ts';
import type { KeyedFlow, WindowAggregation } from '../definition/operator.ts';
import { storedPanes } from '../definition/stored-panes.ts';
import type { CheckedView } from './view.ts';

/** Rows that are combined per batch, in any order, are a view of their own kind. */
export function windowView(checked: CheckedView, operator: WindowAggregation): ViewDefinition {
  const { input, windows, allowedLateness, emit, accumulation, aggregates } = operator;
  const isCombined =
    windows.kind === 'aligned' &&
    input.flow.after === null &&
    input.flow.also === undefined &&
    emit === 'onTimeAndLate' &&
    accumulation === 'accumulating' &&
    !Object.values(aggregates).some(({ needsOrder }) => needsOrder); // a delta forgets who came first
  if (!isCombined) {
    if (operator.rows === 'panes') throw needsEvents(input);
    return { kind: 'operator', ...checked, operator };
  }
  const { flow, groupBy } = input;
  const panes = storedPanes(windows, operator.rows);
  return {
    kind: 'window',
    ...checked,
    ...{ flow, groupBy, windows, allowedLateness, aggregates, operator },
    ...(panes === undefined ? {} : { panes }),
  };
}

const needsEvents = ({ flow }: KeyedFlow): DefinitionError =>
  new DefinitionError('WINDOW_INVALID', {
    at: 'rows',
    problem: 'these windows need events one by one, and are kept by the step that takes them',
    given: `"panes" of ${flow.after === null ? 'values in the order of events' : 'the results of a step'}`,
    expected: '"windows"',
    fix: 'leave rows out',
  });
