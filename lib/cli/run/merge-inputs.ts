import type { Fed } from './feed-input.ts';

/** What comes next, and of which input. */
export interface Merged<I> {
  readonly input: I;
  readonly fed: Fed;
}

/**
 * Several inputs as one: always the input whose next event is the oldest; of equals the one named
 * first. A row that is no event comes at once. Each input keeps its order, so this is deterministic.
 */
export async function* mergeInputs<I>(
  inputs: readonly { readonly input: I; readonly events: AsyncGenerator<Fed> }[],
): AsyncGenerator<Merged<I>> {
  const heads = await Promise.all(
    inputs.map(async ({ input, events }) => ({ input, events, next: await events.next() })),
  );
  for (;;) {
    let chosen: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next.done === true) continue;
      if (chosen === undefined || timeOf(head.next.value) < timeOf(chosen.next.value))
        chosen = head;
    }
    if (chosen === undefined) return;
    yield { input: chosen.input, fed: chosen.next.value };
    chosen.next = await chosen.events.next();
  }
}

const timeOf = (fed: Fed): number => ('bad' in fed ? Number.NEGATIVE_INFINITY : fed.time);
