import type { World } from '../cloud/world.ts';
import type { Sale } from '../scenario/payloads.ts';
import { numberOf, rowOf, type SeenRow, textOf } from './items.ts';
import type { NotedRow } from './oracle.ts';

/** Whether a line is about a view that holds texts. */
export const isWide = (line: string): boolean => line.startsWith('said_by_');

/**
 * Compares rows that hold texts with the sales that must be in them: how many, how many different texts,
 * the least and the greatest, the first and the last. What is shown may be cut; then it says so, and its
 * beginning, which no two texts share, is compared.
 */
export function checkWide({ dynamo, watch, objects }: World, notes: readonly NotedRow[]): void {
  const rows = new Map(
    dynamo.views.all().flatMap((item) => {
      const row = rowOf(item);
      return row !== undefined && isWide(row.view) ? [[idOf(row), row] as const] : [];
    }),
  );
  const isRefused = (view: string): boolean =>
    [...objects.late.values()].flat().some((each) => each.view === view && each.why !== undefined);
  for (const expected of notes) {
    const id = idOf(expected);
    const row = rows.get(id);
    rows.delete(id);
    if (isRefused(expected.view)) continue; // which of its sales are there is for the store to say
    if (row === undefined) watch.violated('I1', `row that is missing: ${id}`);
    else compareRow(row, expected.sales, (text) => watch.violated('I1', `${id} ${text}`));
  }
  for (const id of rows.keys()) watch.violated('I1', `row that must not be: ${id}`);
}

const idOf = ({ view, key, start }: Pick<SeenRow, 'view' | 'key' | 'start'>): string =>
  `${view} ${key} ${start}`;

function compareRow(
  { view, item }: SeenRow,
  sales: readonly Sale[],
  differs: (text: string) => void,
) {
  const must = (name: string, is: string, wanted: string): void => {
    if (is !== wanted) differs(`${name} is ${is.slice(0, 80)}, not ${wanted.slice(0, 80)}`);
  };
  must('orders', numberOf(item, 'orders'), String(sales.length));
  const noted = sales.filter(({ note }) => note !== undefined);
  const texts = noted.map(({ note = '' }) => note).sort((a, b) => (a < b ? -1 : 1));
  if (view === 'said_by_customer') {
    must('said', numberOf(item, 'said'), String(new Set(texts).size));
    return;
  }
  const truncated = (item['truncated']?.['SS'] ?? []) as readonly string[];
  for (const [name, whole = ''] of [
    ['low', texts[0]],
    ['high', texts.at(-1)],
  ] as const) {
    const shown = textOf(item, name);
    must(
      name,
      shown,
      truncated.includes(name) ? whole.slice(0, Math.max(shown.length, 40)) : whole,
    );
  }
}
