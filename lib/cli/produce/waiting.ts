/** Time as a command sees it. */
export interface Timers {
  /** Wall clock in milliseconds. */
  now(): number;
  /** Does something after so many milliseconds, unless what it gives is called before. */
  after(ms: number, act: () => void): () => void;
}

/** Those of this process. */
export const TIMERS: Timers = {
  now: Date.now,
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** What a wait ended with, if not with what was waited for. */
export const STOPPED = Symbol('stopped');
const DUE = Symbol('due');

export interface WaitingOptions {
  readonly timers: Timers;
  /** Ends every wait. */
  readonly signal: AbortSignal;
  /** Longest that {@link Waiting.begin} is followed by no {@link WaitingOptions.onDue}. Milliseconds. */
  readonly everyMs: number;
  /** Does what is due, while something is waited for. */
  readonly onDue: () => Promise<void>;
}

/** Waits that can be stopped, and during which what is due is done. */
export interface Waiting {
  /** From now on something has to be done in time; changes nothing if it has already. */
  begin(): void;
  /** Whether it is time. */
  isDue(): boolean;
  /** It is done; nothing is due before it begins again. */
  done(): void;
  until<T>(promise: Promise<T>): Promise<T | typeof STOPPED>;
  pause(ms: number): Promise<undefined | typeof STOPPED>;
}

/** One wait at a time. */
export function waiting({ timers, signal, everyMs, onDue }: WaitingOptions): Waiting {
  let wake: ((why: typeof STOPPED | typeof DUE) => void) | undefined;
  let cancel: (() => void) | undefined;
  let isDue = false;
  signal.addEventListener('abort', () => wake?.(STOPPED), { once: true });

  const done = (): void => {
    cancel?.();
    cancel = undefined;
    isDue = false;
  };

  async function until<T>(promise: Promise<T>): Promise<T | typeof STOPPED> {
    for (;;) {
      if (signal.aborted) return STOPPED;
      const first = await new Promise<T | typeof STOPPED | typeof DUE>((resolve, reject) => {
        wake = resolve;
        promise.then(resolve, reject);
      });
      wake = undefined;
      if (first !== DUE) return first;
      await onDue();
    }
  }

  return {
    begin() {
      cancel ??= timers.after(everyMs, () => {
        isDue = true;
        wake?.(DUE);
      });
    },
    isDue: () => isDue,
    done,
    until,
    async pause(ms) {
      let stop = (): void => {};
      const passed = new Promise<undefined>((resolve) => {
        stop = timers.after(ms, () => resolve(undefined));
      });
      const ended = await until(passed);
      stop();
      return ended;
    },
  };
}
