import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { servedView } from '../../serving/served-view.ts';
import { UsageError } from '../usage-error.ts';
import { onlyView } from '../view-named.ts';
import { RUN_TITLES, type RunLines, runCsv, runJson } from './run-lines.ts';

/** What a run is asked to print. */
export interface Printing {
  /** The only view. */
  readonly view?: string;
  readonly csv?: boolean;
}

/**
 * The lines of the views that a run prints, by their ids, and what stands above them.
 *
 * @throws {@link UsageError} for CSV of several views, which have no common columns.
 */
export async function linesFor(
  pipeline: Pipeline,
  { view: name, csv = false }: Printing,
): Promise<{ readonly lines: ReadonlyMap<string, RunLines>; readonly header?: string }> {
  const views = name === undefined ? pipeline.views : [onlyView(pipeline, name, '--view')];
  if (!csv) return { lines: new Map(views.map((view) => [viewId(view), runJson(view)])) };
  const [view, ...others] = views;
  if (view === undefined || others.length > 0) {
    throw new UsageError(
      `--csv: views have columns of their own; got ${views.map(viewId).join(', ')}, expected one view; say which with --view`,
    );
  }
  // plain lines of JSON need no writer of CSV
  const { resultCsv } = await import('../results/result-csv.ts');
  const written = resultCsv(servedView(view), RUN_TITLES);
  return { lines: new Map([[viewId(view), runCsv(view, written)]]), header: written.header };
}
