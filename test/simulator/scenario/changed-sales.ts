import { pickFrom, type Random } from '../../support/lanes/chaos.ts';
import { noteOf, type Part, type Sale, salePart } from './payloads.ts';
import type { Input } from './scenario.ts';

/** The same sales, some of them with a text. */
export const withNotes = (inputs: readonly Input[], random: Random, rate: number): Input[] =>
  withSales(inputs, (sale) =>
    random() < rate ? { ...sale, note: noteOf(sale.id, random) } : undefined,
  );

/** The same sales, some of them under the id of one that another customer has sent before. */
export function withStolenIds(inputs: readonly Input[], random: Random, rate: number): Input[] {
  const seen: Sale[] = [];
  return withSales(inputs, (sale) => {
    const others = seen.filter(({ customer }) => customer !== sale.customer);
    const stolen = random() < rate && others.length > 0 ? pickFrom(random, others).id : undefined;
    seen.push(sale);
    return stolen === undefined ? undefined : { ...sale, id: stolen };
  });
}

/** Changes some sales; one that is sent again is changed as it was the first time. */
function withSales(inputs: readonly Input[], change: (sale: Sale) => Sale | undefined): Input[] {
  const done = new Map<Part, Part>();
  const changed = (part: Part): Part => {
    const { meant, partitionKey } = part;
    const known = done.get(part);
    if (known !== undefined || meant.kind !== 'sale') return known ?? part;
    const sale = change(meant);
    const made = sale === undefined ? part : salePart(sale, partitionKey);
    if (sale !== undefined) done.set(part, made);
    return made;
  };
  return inputs.map((input) =>
    input.kind === 'send' ? { ...input, parts: input.parts.map(changed) } : input,
  );
}
