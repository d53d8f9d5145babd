import { DefinitionError } from '../errors/definition-error.ts';
import { viewId } from '../pipeline/definition/view-id.ts';
import { EXCHANGE_STREAM, pascalCase } from '../pipeline/deployed/resource-names.ts';
import type { Plan } from '../pipeline/plan/plan.ts';

/** What stands beside the tables of streams in the lake, under ids of its own. */
export const LAKE_TABLE_IDS = ['Database', 'WorkGroup'] as const;

/**
 * Checks that every stream, and every table of what batch runs compute of a view, has an id of its own,
 * where `_` and `-` do not count, and none that something else has.
 *
 * @throws {@link DefinitionError} `NAME_TAKEN`
 */
export function checkIds({ pipeline, streams, views, exchange }: Plan): void {
  const owners = new Map<string, string>();
  for (const id of LAKE_TABLE_IDS) owners.set(id, `the ${id} of the lake's tables`);
  if (exchange !== null) owners.set(pascalCase(EXCHANGE_STREAM), "the pipeline's own exchange");
  const add = (what: 'stream' | 'view', name: string, id: string): void => {
    const owner = owners.get(id);
    if (owner !== undefined) {
      throw new DefinitionError('NAME_TAKEN', {
        at: `${pipeline} › ${name} › name`,
        problem: `the ${what} and ${owner} would be one resource, ${id}`,
        given: `"${name}"`,
        expected: 'a name that differs in more than _ and -',
        fix: `rename the ${what}`,
      });
    }
    owners.set(id, `"${name}"`);
  };
  for (const { name } of streams) add('stream', name, pascalCase(name));
  for (const view of views) add('view', viewId(view), `Results${pascalCase(viewId(view))}`);
}
