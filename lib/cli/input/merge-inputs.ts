import { type JumpGuard, type JumpLimits, jumpGuard } from '../../core/jump-guard.ts';
import { BEGINNING_OF_TIME, type EventTime } from '../../core/time.ts';

/** What has a time. */
interface Timed {
  readonly time: EventTime;
}

/** What comes next, and of which input. */
export interface Merged<I, F> {
  readonly input: I;
  readonly fed: F;
}

/** An input in its order. */
export interface OpenedInput<I, F> {
  readonly input: I;
  /** Events, and rows that are none. */
  readonly events: AsyncGenerator<F>;
  /** What its stream allows its times; see {@link jumpGuard}. */
  readonly limits: JumpLimits;
}

interface Turn<F> {
  readonly fed: F;
  /** When it is. */
  readonly at: EventTime;
}

/**
 * Several inputs as one: always the input whose next event is the oldest; of equals the one named
 * first. A row that is no event comes right behind the one before it, and so does an event whose time is not
 * believed: it would hold back its input until all others have ended. Each input keeps its order, so this is
 * deterministic.
 */
export async function* mergeInputs<I, F extends object>(
  inputs: readonly OpenedInput<I, F>[],
): AsyncGenerator<Merged<I, F>> {
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

async function* timed<F extends object>({
  events,
  limits,
}: Omit<OpenedInput<unknown, F>, 'input'>): AsyncGenerator<Turn<F>> {
  let ready: Turn<F>[] = [];
  let waiting = 0; // events whose time is not judged yet
  const behind: { readonly fed: F; left: number }[] = []; // rows that are none, and events before them that wait
  const guard: JumpGuard<F & Timed> = jumpGuard(limits, (fed, isBelieved) => {
    ready.push({ fed, at: isBelieved ? fed.time : BEGINNING_OF_TIME });
    waiting--;
    for (const each of behind) each.left--;
    while (behind[0]?.left === 0) ready.push(atOnce((behind.shift() as { fed: F }).fed));
  });
  for await (const fed of events) {
    if (hasTime(fed)) {
      waiting++;
      guard.take(fed.time, fed);
    } else if (waiting === 0) ready.push(atOnce(fed));
    else behind.push({ fed, left: waiting });
    if (ready.length === 0) continue;
    const now = ready;
    ready = [];
    yield* now;
  }
  guard.end();
  yield* ready;
}

const atOnce = <F>(fed: F): Turn<F> => ({ fed, at: BEGINNING_OF_TIME });

const hasTime = <F extends object>(fed: F): fed is F & Timed => 'time' in fed;
