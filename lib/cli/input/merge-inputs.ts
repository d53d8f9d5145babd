import { type JumpGuard, type JumpLimits, jumpGuard } from '../../core/jump-guard.ts';
import { BEGINNING_OF_TIME, type EventTime } from '../../core/time.ts';
import type { Fed } from './feed-input.ts';

/** What comes next, and of which input. */
export interface Merged<I> {
  readonly input: I;
  readonly fed: Fed;
}

/** An input in its order. */
export interface OpenedInput<I> {
  readonly input: I;
  readonly events: AsyncGenerator<Fed>;
  /** What its stream allows its times; see {@link jumpGuard}. */
  readonly limits: JumpLimits;
}

interface Timed {
  readonly fed: Fed;
  /** When its turn is. */
  readonly at: EventTime;
}

/**
 * Several inputs as one: always the input whose next event is the oldest; of equals the one named
 * first. A row that is no event comes at once, and so does an event whose time is not believed: it
 * would hold back its input until all others have ended. Each input keeps its order, so this is
 * deterministic.
 */
export async function* mergeInputs<I>(
  inputs: readonly OpenedInput<I>[],
): AsyncGenerator<Merged<I>> {
  const heads = await Promise.all(
    inputs.map(async (opened) => {
      const events = timed(opened);
      return { input: opened.input, events, next: await events.next() };
    }),
  );
  for (;;) {
    let chosen: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next.done === true) continue;
      if (chosen === undefined || head.next.value.at < chosen.next.value.at) chosen = head;
    }
    if (chosen === undefined) return;
    yield { input: chosen.input, fed: chosen.next.value.fed };
    chosen.next = await chosen.events.next();
  }
}

async function* timed({ events, limits }: OpenedInput<unknown>): AsyncGenerator<Timed> {
  let ready: Timed[] = [];
  const guard: JumpGuard<Fed & { readonly time: EventTime }> = jumpGuard(
    limits,
    (fed, isBelieved) => ready.push({ fed, at: isBelieved ? fed.time : BEGINNING_OF_TIME }),
  );
  for await (const fed of events) {
    if ('bad' in fed) ready.push({ fed, at: BEGINNING_OF_TIME });
    else guard.take(fed.time, fed);
    if (ready.length === 0) continue;
    const now = ready;
    ready = [];
    yield* now;
  }
  guard.end();
  yield* ready;
}
