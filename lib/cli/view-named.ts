import type { Pipeline, ViewDefinition } from '../pipeline/definition/definition.ts';
import type { ViewVersions } from '../ports/view-versions.ts';
import { activeOf, versionsOf, viewOfId } from '../serving/view-named.ts';
import { nameAdvice } from './read-options.ts';
import { UsageError } from './usage-error.ts';

/**
 * The versions of a view that are meant by a name, or the one that is meant by `name@version`.
 *
 * @param at - Where it was named, such as an option.
 * @throws {@link UsageError} with the views that there are.
 */
export function viewsNamed(
  pipeline: Pipeline,
  text: string,
  at: string = text,
): readonly ViewDefinition[] {
  const versions = versionsOf(pipeline, text);
  if (versions.length > 0) return versions;
  const view = viewOfId(pipeline, text);
  if (view !== undefined) return [view];
  const names = [...new Set(pipeline.views.map(({ name }) => name))];
  throw new UsageError(
    `${at}: the pipeline ${pipeline.name} has no such view; got "${text}", expected one of ${names.join(', ')}; ${nameAdvice(text, names)}`,
  );
}

/**
 * The version of a view that readers are given, unless one is named.
 *
 * It is looked up once: whoever reads goes on with one version, whatever is switched meanwhile.
 *
 * @throws {@link UsageError} if the active version is not in the definition.
 */
export async function activeView(
  pipeline: Pipeline,
  text: string,
  versions: Pick<ViewVersions, 'active'>,
): Promise<ViewDefinition> {
  const declared = viewsNamed(pipeline, text);
  const isId = declared.every(({ name }) => name !== text);
  const active = isId ? undefined : await versions.active(text);
  const view = activeOf(declared, active);
  if (view !== undefined) return view;
  const numbers = declared.map(({ version }) => version);
  throw new UsageError(
    `${text}: the active version is not in the definition; got version ${active?.version}, expected one of ${numbers.join(', ')}; declare it again, or switch with: npx millrace switch ${text} --to ${numbers[0]}`,
  );
}

/**
 * The only view that is meant, where no reader decides between versions.
 *
 * @throws {@link UsageError} if there are several.
 */
export function onlyView(pipeline: Pipeline, text: string, at: string): ViewDefinition {
  const [first, ...others] = viewsNamed(pipeline, text, at);
  if (first !== undefined && others.length === 0) return first;
  const ids = [...(first === undefined ? [] : [first]), ...others].map(
    ({ name, version }) => `${name}@${version}`,
  );
  throw new UsageError(
    `${at}: the view has several versions; got "${text}", expected one of ${ids.join(', ')}; say which is meant`,
  );
}
