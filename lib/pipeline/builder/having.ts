import type { Term } from '../../core/cel/build.ts';
import type { Condition } from '../../core/expression.ts';
import { answersEvents } from '../../core/windows/event-windows.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { Grouped } from '../definition/grouped.ts';
import type { WindowAggregation } from '../definition/operator.ts';
import type { Stream } from '../definition/stream.ts';
import { type BuilderContext, flowAfter } from './context.ts';

/**
 * The rows of windows that fulfil a condition, under the key that they have.
 *
 * @throws {@link DefinitionError} `STEP_INVALID` for rows that may be given once more, and what `filter` throws
 */
export function rowsHaving<E, K extends keyof E & string>(
  operator: WindowAggregation,
  condition: string | Term<boolean> | Condition,
  context: BuilderContext,
): Grouped<E, K> {
  needsLastRows(operator);
  const rows = context.streamOf<unknown>(flowAfter(operator, operator.input.flow));
  const met = rows.filter(condition as string) as Stream<Readonly<Record<string, unknown>>>;
  const [first, ...others] = operator.input.groupBy;
  const kept = first === undefined ? met.groupAll() : met.groupBy(first, ...others);
  return kept as unknown as Grouped<E, K>;
}

/** A row that fulfils the condition would stay beside one of the same window that does not. */
function needsLastRows({ windows, emit, allowedLateness }: WindowAggregation): void {
  const isOne = answersEvents(windows) || windows.kind === 'global';
  if (isOne || emit === 'final' || allowedLateness === 0) return;
  throw new DefinitionError('STEP_INVALID', {
    at: 'emit',
    problem: 'a late event may change a row after it was chosen',
    given: `allowedLateness of ${allowedLateness} ms, emit "${emit}"`,
    expected: 'emit "final", or no allowedLateness',
    fix: "write .window(…, { emit: 'final' }), so that each window has one row",
  });
}
