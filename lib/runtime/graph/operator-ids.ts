import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { chainOf, type Operator } from '../../pipeline/definition/operator.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';

/**
 * The operators of views with the names that their state has, inputs first.
 *
 * The operator of a view is called like the view. One without a name is called after the first view
 * that reads it, and its place before that: `alerts~1`.
 */
export function operatorIds(views: Pipeline['views']): ReadonlyMap<Operator, string> {
  const named = new Map<Operator, string>();
  for (const view of views) {
    if (!named.has(view.operator)) named.set(view.operator, viewId(view));
  }
  const ids = new Map<Operator, string>();
  for (const view of views) {
    let count = 0;
    for (const operator of chainOf(view.operator)) {
      count++;
      if (!ids.has(operator)) ids.set(operator, named.get(operator) ?? `${viewId(view)}~${count}`);
    }
  }
  return ids;
}
