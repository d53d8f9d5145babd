import type { BoundAggregate } from '../core/aggregators/bound.ts';
import type { Fields } from '../core/field-type.ts';
import type { DurationMs } from '../core/time.ts';
import { assignerOf } from '../core/windows/assigner-of.ts';
import { answersEvents } from '../core/windows/event-windows.ts';
import type { AlignedWindows } from '../core/windows/window.ts';
import type { WindowAssigner } from '../core/windows/window-assigner.ts';
import type {
  OperatorView,
  Pipeline,
  ViewDefinition,
  WindowView,
} from '../pipeline/definition/definition.ts';
import { chainOf, inputsOf, type KeyedFlow } from '../pipeline/definition/operator.ts';
import { viewId } from '../pipeline/definition/view-id.ts';
import type { Column } from '../ports/row-reader.ts';

type Aggregates = Readonly<Record<string, BoundAggregate>>;

/** What must be known of a view to read it. */
export interface ServedView {
  /** Identity of its rows. */
  readonly id: string;
  readonly name: string;
  /** Grouping fields, in order; none if all events share one key. */
  readonly keys: readonly Column[];
  /** What its rows say, under the author's names. */
  readonly results: readonly Column[];
  /** Field with the time of its records; `null` if its rows are of windows. */
  readonly time: string | null;
  /** Its windows, if they depend on nothing but the clock: then all keys of a window can be listed. */
  readonly windows: WindowAssigner | null;
  readonly allowedLateness: DurationMs;
  /** Aggregates by name, in the order of stored accumulators, if rows can be added up. */
  readonly aggregates: Aggregates | null;
  /** Names of the streams that it reads. */
  readonly streams: readonly string[];
  /** What its stored rows are of, if not of its windows. */
  readonly panes?: Panes;
}

/** Windows, and the panes that they are made of. */
export interface Panes {
  readonly windows: AlignedWindows;
  readonly panes: AlignedWindows;
}

/** A view whose windows have to be combined from stored panes. */
export type PanedView = ServedView & {
  readonly aggregates: Aggregates;
  readonly panes: Panes;
};

export const isPaned = (view: ServedView): view is PanedView =>
  view.panes !== undefined && view.aggregates !== null;

/** What rows of a view look like, by its definition. */
export const servedView = (view: ViewDefinition): ServedView =>
  view.kind === 'window' ? windowView(view) : operatorView(view);

/** Columns of all views of a pipeline, by view id, as a reader of rows needs them. */
export const columnsByView = ({
  views,
}: Pick<Pipeline, 'views'>): ReadonlyMap<string, readonly Column[]> =>
  new Map(
    views.map(servedView).map(({ id, keys, results }) => [id, [...keys, ...results]] as const),
  );

function windowView(view: WindowView): ServedView {
  const { flow, groupBy, aggregates, allowedLateness, windows, panes } = view;
  return {
    id: viewId(view),
    name: view.name,
    keys: columnsOf(flow.fields, groupBy),
    results: resultsOf(aggregates),
    time: null,
    windows: assignerOf(windows),
    allowedLateness,
    aggregates,
    streams: [flow.source.name],
    ...(panes === undefined ? {} : { panes: { windows, panes } }),
  };
}

function operatorView(view: OperatorView): ServedView {
  const { operator } = view;
  const [input] = inputsOf(operator);
  const groupBy = input?.groupBy ?? [];
  const others = Object.keys(operator.fields).filter((name) => !groupBy.includes(name));
  const isWindow = operator.kind === 'window' && !answersEvents(operator.windows);
  return {
    id: viewId(view),
    name: view.name,
    keys: columnsOf(input?.flow.fields ?? {}, groupBy),
    results: isWindow ? resultsOf(operator.aggregates) : columnsOf(operator.fields, others),
    time: isWindow ? null : operator.time,
    windows: isWindow ? assignerOf(operator.windows) : null,
    allowedLateness: 'allowedLateness' in operator ? operator.allowedLateness : 0,
    aggregates: null,
    streams: [...new Set(chainOf(operator).flatMap(inputsOf).flatMap(sourceOf))],
  };
}

const sourceOf = ({ flow }: KeyedFlow): string[] => (flow.after === null ? [flow.source.name] : []);

const columnsOf = (fields: Fields, names: readonly string[]): Column[] =>
  names.map((name) => ({ name, type: fields[name]?.type ?? { kind: 'json' } }));

const resultsOf = (aggregates: Aggregates): Column[] =>
  Object.entries(aggregates).map(([name, { output }]) => ({ name, type: output }));
