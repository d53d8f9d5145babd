import { typeName } from '../../core/field-type.ts';
import { ALL_KEY, parseKey } from '../../core/key.ts';
import { isNumeric } from '../../serving/compare-values.ts';
import { keyTypes } from '../../serving/key-values.ts';
import type { ServedView } from '../../serving/served-view.ts';
import { nameAdvice } from '../read-options.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The column to rank by and to draw; the first number of a row without an option.
 *
 * @returns `undefined` if rows hold no number and none is asked for.
 * @throws {@link UsageError} with the numbers that there are.
 */
export function columnOption(view: ServedView, name: string | undefined): string | undefined {
  const numbers = view.results.filter(({ type }) => isNumeric(type)).map((column) => column.name);
  if (name === undefined) return numbers[0];
  if (numbers.includes(name)) return name;
  const column = [...view.keys, ...view.results].find((each) => each.name === name);
  const expected = numbers.length === 0 ? 'a view with numbers' : `one of ${numbers.join(', ')}`;
  if (column !== undefined) {
    throw new UsageError(
      `--by: ${view.name} cannot be ranked by that; got ${name}, which is ${column.type.kind}, expected a number: ${expected}; name one of these`,
    );
  }
  throw new UsageError(
    `--by: ${view.name} has no such field; got "${name}", expected ${expected}; ${nameAdvice(name, numbers)}`,
  );
}

/**
 * Refuses a key that no row of the view can have, rather than to say that there are no rows.
 *
 * @throws {@link UsageError}
 */
export function checkKey({ name, keys }: ServedView, key: string): void {
  const isPossible =
    keys.length === 0 ? key === ALL_KEY : parseKey(key, keyTypes(keys)) !== undefined;
  if (isPossible) return;
  const shape = keys.map((column) => `${column.name} (${shapeOf(column.type)})`).join(' | ');
  const expected = keys.length === 0 ? `"${ALL_KEY}", as all events share one row` : shape;
  const example =
    keys.length > 1 ? '; join the values by |, and write \\| for a | inside of one' : '';
  throw new UsageError(
    `--key: no row of ${name} can have it; got "${key}", expected ${expected}${example || '; correct it'}`,
  );
}

type OutputType = ServedView['keys'][number]['type'];

const shapeOf = (type: OutputType): string =>
  type.kind === 'list' || type.kind === 'struct' ? type.kind : typeName(type);
