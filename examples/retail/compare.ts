import type { RowTexts } from './expected.ts';

/** What comparing rows with correct ones gave. */
export interface Comparison {
  readonly equal: number;
  readonly compared: number;
  /** A line for each difference: where, which attribute, what was got and expected. */
  readonly differences: readonly string[];
}

/**
 * Compares every row and attribute that is expected, and finds rows that should not be.
 *
 * Numbers are compared by value and exactly: `855.86` is `855.860`, and nothing is rounded.
 */
export function compareRows(view: string, got: RowTexts, expected: RowTexts): Comparison {
  const differences: string[] = [];
  let equal = 0;
  for (const [id, values] of expected) {
    const row = got.get(id);
    const wrong = Object.entries(values).filter(([name, text]) => !isSame(row?.[name], text));
    if (wrong.length === 0) equal++;
    for (const [name, text] of wrong) {
      differences.push(
        `${view} ${id} › ${name}: got ${row?.[name] ?? 'nothing'}, expected ${text}`,
      );
    }
  }
  for (const id of got.keys()) {
    if (!expected.has(id)) differences.push(`${view} ${id}: got a row, expected none`);
  }
  return { equal, compared: new Set([...expected.keys(), ...got.keys()]).size, differences };
}

const isSame = (got: string | undefined, expected: string): boolean =>
  got !== undefined && plain(got) === plain(expected);

/** A decimal without the zeros that say nothing. */
const plain = (text: string): string =>
  text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
