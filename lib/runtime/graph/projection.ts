import { append } from '../../core/many.ts';
import type { KeyedFlow, Operator } from '../../pipeline/definition/operator.ts';
import type { SourceStream } from '../../pipeline/definition/source.ts';

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
    if (operator.kind !== 'window' || operator.windows.kind === 'rolling') return undefined;
    const names = [...input.groupBy, input.flow.time];
    for (const { field, label } of Object.values(operator.aggregates)) {
      append(
        names,
        [field, label].filter((name) => name !== undefined),
      );
    }
    const { windows } = operator;
    if (windows.kind === 'session' && windows.gapField !== null) names.push(windows.gapField);
    for (const step of input.flow.steps) {
      if (step.kind === 'filter') names.push(step.condition.field);
      else if (step.kind === 'derive') append(names, step.expression.of);
      else return undefined;
    }
    for (const name of names) if (Object.hasOwn(schema.fields, name)) needed.add(name);
  }
  return [...needed];
}
