import type { Fields } from '../../core/field-type.ts';
import { answersEvents } from '../../core/windows/event-windows.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import type { RowLayout } from './row-item.ts';

/** How rows of windows look, by view id. */
export const rowLayouts = (pipeline: Pipeline): ReadonlyMap<string, RowLayout> =>
  new Map(
    pipeline.views.flatMap((view) => {
      const { operator } = view;
      if (operator.kind !== 'window' || answersEvents(operator.windows)) return [];
      const { flow, groupBy } = operator.input;
      const keyTypes = groupBy.flatMap((name) => flow.fields[name]?.type ?? []);
      return [[viewId(view), { keyFields: groupBy, keyTypes, aggregates: operator.aggregates }]];
    }),
  );

/** Fields of the records of views that have no windows, by view id. */
export const recordFields = (pipeline: Pipeline): ReadonlyMap<string, Fields> =>
  new Map(pipeline.views.map((view) => [viewId(view), view.operator.fields]));
