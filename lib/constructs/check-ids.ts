import { DefinitionError } from '../errors/definition-error.ts';
import type { Plan } from '../pipeline/plan.ts';
import { EXCHANGE_STREAM, pascalCase } from '../pipeline/resource-names.ts';

/**
 * Checks that every stream has an id of its own, where `_` and `-` do not count.
 *
 * @throws {@link DefinitionError} `NAME_TAKEN`
 */
export function checkIds({ pipeline, streams, exchange }: Plan): void {
  const owners = new Map<string, string>();
  if (exchange !== null) owners.set(pascalCase(EXCHANGE_STREAM), "the pipeline's own exchange");
  for (const { name } of streams) {
    const id = pascalCase(name);
    const owner = owners.get(id);
    if (owner !== undefined) {
      throw new DefinitionError('NAME_TAKEN', {
        at: `${pipeline} › ${name} › name`,
        problem: `the stream and ${owner} would be one resource, ${id}`,
        given: `"${name}"`,
        expected: 'a name that differs in more than _ and -',
        fix: 'rename the stream',
      });
    }
    owners.set(id, `"${name}"`);
  }
}
