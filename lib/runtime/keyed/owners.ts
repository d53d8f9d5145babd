import { inputsOf } from '../../pipeline/definition/operator.ts';
import { isApart } from '../../pipeline/plan/same-key.ts';
import type { Node } from '../graph/node.ts';

/**
 * By step: the name of the state that it is part of.
 *
 * Steps that read each other under one key share the state of the key; it is called like the last of
 * them, so that of the steps before a view's rows is called like the view.
 *
 * @param nodes - Inputs first.
 */
export function ownersOf(nodes: readonly Pick<Node, 'id' | 'operator'>[]): string[] {
  const owners = nodes.map(({ id }) => id);
  for (const [i, { operator }] of nodes.entries()) {
    for (const input of inputsOf(operator)) {
      const before = nodes.findIndex((node) => node.operator === input.flow.after);
      if (before === -1 || isApart(input, operator)) continue;
      const [from, to] = [owners[before], owners[i] ?? ''];
      for (let j = 0; j < owners.length; j++) if (owners[j] === from) owners[j] = to;
    }
  }
  return owners;
}
