import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';

/** Somebody who calls services: a container of a function, the producer, the heartbeat. */
export interface Caller {
  readonly name: string;
  isAlive: boolean;
  /** Told when it dies in the middle of a call; `undefined` for somebody who never dies. */
  onDeath: (() => void) | undefined;
  /** What it has computed since its last call, which goes out so much later. Virtual milliseconds. */
  computed: number;
}

/** A failure that the simulator made; whatever else is thrown is a defect. */
export class SimulatedFault extends Error {
  override readonly name = 'SimulatedFault';

  constructor(message: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0; // a stack costs more than everything else of a call
    super(message);
    Error.stackTraceLimit = limit;
  }
}

/** What all parts of a simulated cloud share. */
export interface Network {
  readonly clock: Clock;
  readonly chance: Chance;
  /** Tells the trace; the text is only made if there is one. */
  readonly tell: (text: () => string) => void;
  /**
   * Does something at a service, at some moment between now and the answer.
   *
   * It may be refused; it may be done and the answer lost; it may be done long after the caller was
   * told that it timed out, or after the caller died. A dead caller never hears an answer.
   */
  call<T>(who: Caller, what: string, act: () => T): Promise<T>;
}

/** Longest that a request or an answer is on its way. Milliseconds. */
const LONG = 6_000;

/** Longest that a store stays slow, and that a call takes then. Milliseconds. */
const SLUGGISH = { period: 20_000, call: 400 } as const;

/** Connects callers with services. */
export function networkOf({ clock, chance, tell }: Omit<Network, 'call'>): Network {
  let slowUntil = -Infinity;
  const latency = (): number => {
    if (chance.happens('slow')) return 1 + chance.pick('delay', LONG);
    if (chance.happens('slowStore')) slowUntil = clock.now + chance.pick('delay', SLUGGISH.period);
    return 1 + chance.pick('latency', clock.now < slowUntil ? SLUGGISH.call : 4);
  };

  function die(who: Caller, what: string, act: () => unknown): void {
    const landing = chance.happens('posthumous') ? 1 + chance.pick('delay', LONG) : 0;
    tell(() => `${who.name} dies in ${what}${landing > 0 ? `, which lands in ${landing} ms` : ''}`);
    who.isAlive = false;
    if (landing > 0) clock.after(landing, () => quietly(act));
    clock.after(1, () => who.onDeath?.());
  }

  return {
    clock,
    chance,
    tell,
    call: (who, what, act) =>
      new Promise((resolve, reject) => {
        const fail = (how: string): void => {
          if (!who.isAlive) return;
          tell(() => `${who.name}: ${what} ${how}`);
          reject(new SimulatedFault(`${what} ${how}`));
        };
        const answer = (): void => {
          if (chance.happens('lostAnswer')) {
            quietly(act);
            fail('is done and its answer lost');
            return;
          }
          try {
            const given = act();
            if (who.isAlive) resolve(given);
          } catch (error) {
            if (who.isAlive) reject(error);
          }
        };
        const request = (): void => {
          if (!who.isAlive) return;
          if (who.onDeath !== undefined && chance.happens('crash')) die(who, what, act);
          else if (chance.happens('throttle')) clock.after(1, () => fail('is throttled'));
          else if (chance.happens('landsLate')) {
            clock.after(1 + chance.pick('delay', LONG), () => quietly(act));
            clock.after(1, () => fail('times out and will land'));
          } else clock.after(latency(), answer);
        };
        const { computed } = who;
        who.computed = 0;
        if (computed > 0) clock.after(computed, request);
        else request();
      }),
  };
}

/** Does something whose answer nobody hears, a refusal by the service among them. */
function quietly(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    const isRefusal = error instanceof Error && '$metadata' in error;
    if (!isRefusal && !(error instanceof SimulatedFault)) throw error;
  }
}
