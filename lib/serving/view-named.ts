import type { Pipeline, ViewDefinition } from '../pipeline/definition/definition.ts';
import { viewId } from '../pipeline/definition/view-id.ts';
import type { ActiveVersion } from '../ports/view-versions.ts';

/** The versions of a view that a definition has, lowest first; none if there is no such view. */
export const versionsOf = ({ views }: Pick<Pipeline, 'views'>, name: string): ViewDefinition[] =>
  views.filter((view) => view.name === name).toSorted((a, b) => a.version - b.version);

/** The view of that id: `sales@2` is the second version, `sales@1` the first, whatever is active. */
export const viewOfId = (
  { views }: Pick<Pipeline, 'views'>,
  id: string,
): ViewDefinition | undefined =>
  views.find((view) => viewId(view) === id || `${view.name}@${view.version}` === id);

/**
 * The version of a view that readers are given.
 *
 * Until somebody switches, that is the lowest that the definition has: a version that is declared
 * beside another one fills unseen.
 *
 * @param versions - Of one view; see {@link versionsOf}.
 * @returns `undefined` if the definition does not have the version that is active.
 */
export const activeOf = (
  versions: readonly ViewDefinition[],
  active: ActiveVersion | undefined,
): ViewDefinition | undefined =>
  active === undefined ? versions[0] : versions.find(({ version }) => version === active.version);
