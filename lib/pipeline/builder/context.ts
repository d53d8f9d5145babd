import type { Flow, Operator, ViewDefinition } from '../definition/definition.ts';
import type { Stream } from '../definition/stream.ts';

/** What the steps of one pipeline share while it is declared. */
export interface BuilderContext {
  addView(view: ViewDefinition): void;
  streamOf<E>(flow: Flow): Stream<E>;
  /** Whether the flow begins in this pipeline. */
  owns(flow: Flow): boolean;
}

/** The results of an operator, on their way to further steps. */
export const flowAfter = (operator: Operator, from: Flow): Flow => ({
  source: from.source,
  after: operator,
  steps: [],
  fields: operator.fields,
  time: operator.time,
});
