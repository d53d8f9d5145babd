import { fieldsRead } from '../../core/aggregators/bound.ts';
import { append } from '../../core/many.ts';
import { answersEvents } from '../../core/windows/event-windows.ts';
import type { KeyedFlow, Operator } from '../../pipeline/definition/operator.ts';
import type { SourceStream, Step } from '../../pipeline/definition/source.ts';

/** An operator's input. */
export interface Reading {
  readonly operator: Operator;
  readonly input: KeyedFlow;
}

/**
 * The fields of a stream that anything looks at; `undefined` if that may be all of them.
 *
 * A function may look at any field, and a step that passes events on may be asked for any.
 */
export function projectionOf(
  { key, time, id, schema }: SourceStream,
  readings: readonly Reading[],
): readonly string[] | undefined {
  const needed = new Set([key, time, ...(id === undefined ? [] : [id])]);
  for (const { operator, input } of readings) {
    if (operator.kind !== 'window' || answersEvents(operator.windows)) return undefined;
    const names = [...input.groupBy, input.flow.time];
    for (const bound of Object.values(operator.aggregates)) append(names, fieldsRead(bound));
    const { windows } = operator;
    if (windows.kind === 'session' && windows.gapField !== null) names.push(windows.gapField);
    const before = neededBefore(input.flow.steps, names);
    if (before === undefined) return undefined;
    for (const name of before) if (Object.hasOwn(schema.fields, name)) needed.add(name);
  }
  return [...needed];
}

/** The fields that steps look at, or that make these fields; `undefined` if it may be any. */
function neededBefore(
  steps: readonly Step[],
  names: readonly string[],
): ReadonlySet<string> | undefined {
  let needed = new Set(names);
  for (const step of steps.toReversed()) {
    switch (step.kind) {
      case 'filter':
        needed.add(step.condition.field);
        break;
      case 'filterExpression':
      case 'deriveExpression':
        for (const name of step.expression.fields) needed.add(name);
        break;
      case 'derive':
        for (const name of step.expression.of) needed.add(name);
        break;
      case 'read':
        needed.add(step.path.of[0]);
        break;
      case 'flatten':
        needed.add(step.field);
        break;
      case 'sets':
        for (const name of step.keys) needed.add(name);
        break;
      case 'timeWithin':
        needed.add(step.field).add(step.since).add(step.until);
        break;
      case 'rename':
      case 'drop':
      case 'select': {
        const wanted = needed;
        needed = new Set(step.take.flatMap(([as, from]) => (wanted.has(as) ? [from] : [])));
        break;
      }
      default:
        return undefined;
    }
  }
  return needed;
}
