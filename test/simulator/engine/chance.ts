/**
 * Everything that can go wrong, or merely differ, at a moment that chance decides.
 *
 * The name is what a profile gives a rate to, what a trace shows, and what a row of
 * `docs/failure-modes.md` is about.
 */
export const FAULTS = [
  'crash',
  'posthumous',
  'throttle',
  'lostAnswer',
  'landsLate',
  'slow',
  'tornRead',
  'zombie',
  'rewind',
  'bisect',
  'refusedEntry',
  'producerRepeats',
  'staleMap',
  'lostHeartbeat',
  'coldStart',
  'unsorted',
  'restart',
  'expiredIterator',
  'sameProcess',
  'timeout',
  'slowStore',
  'partialWrite',
  'bigRow',
  'clockAhead',
  'hostile',
] as const;

export type Fault = (typeof FAULTS)[number];

/** Harmless decisions; the calm answer to each is 0. */
export const CHOICES = [
  'latency',
  'delay',
  'patience',
  'landing',
  'batch',
  'gather',
  'container',
  'reach',
  'sequence',
  'disorder',
  'clock',
  'attack',
] as const;

export type Choice = (typeof CHOICES)[number];

/**
 * How many there were at first, and how many later: numbered before all that came after them, so that
 * an old seed stays what it was.
 */
export const FIRST = { faults: 15, choices: 9 } as const;
export const SECOND = { faults: 23, choices: 10 } as const;
const THIRD = { faults: 24, choices: 11 };

/** All kinds of decisions, in the order in which they came to be. */
const KINDS: readonly (Fault | Choice)[] = [
  ...[...FAULTS.slice(0, FIRST.faults), ...CHOICES.slice(0, FIRST.choices)],
  ...FAULTS.slice(FIRST.faults, SECOND.faults),
  ...CHOICES.slice(FIRST.choices, SECOND.choices),
  ...FAULTS.slice(SECOND.faults, THIRD.faults),
  ...CHOICES.slice(SECOND.choices, THIRD.choices),
  ...[...FAULTS.slice(THIRD.faults), ...CHOICES.slice(THIRD.choices)],
];

/** One decision that was not the calm one: its kind, and how many of that kind came before it. */
export type Hit = readonly [kind: Fault | Choice, count: number];

/** How often each fault happens, from 0 to 1. */
export type Rates = Readonly<Partial<Record<Fault, number>>>;

/** The one source of decisions of a run; the same seed gives the same ones. */
export interface Chance {
  /** Whether the fault happens now. */
  happens(fault: Fault): boolean;
  /** Counts a fault that is no decision of the moment, but follows from how a run is set up. */
  happened(fault: Fault): void;
  /** A whole number from 0 up to, but not including, `limit`. */
  pick(choice: Choice, limit: number): number;
  /** From now on no fault happens. */
  calm(): void;
  isCalm(): boolean;
  /** How often each fault has happened. */
  counts(): Readonly<Record<Fault, number>>;
}

export interface ChanceOptions {
  readonly rates: Rates;
  /** Decisions that are calm this time, as {@link hitKey} names them; for finding out which matter. */
  readonly without?: ReadonlySet<string>;
  /** Gets every decision that was not calm. */
  readonly onHit?: (hit: Hit) => void;
}

export const hitKey = ([kind, count]: Hit): string => `${kind}#${count}`;

/**
 * Decisions by kind and count, not by one sequence for all: when one is taken away, or an input is,
 * most of the others stay what they were. That is what makes a failing run shrink well.
 */
export function chanceOf(seed: number, { rates, without, onHit }: ChanceOptions): Chance {
  const drawn = new Map(KINDS.map((kind, i) => [kind, { salt: (i + 1) * 7_919, count: 0 }]));
  const counts = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  let isCalm = false;

  function draw(kind: Fault | Choice): { count: number; chance: number } {
    const state = drawn.get(kind) as { salt: number; count: number };
    const count = state.count++;
    return { count, chance: hash(seed, state.salt, count) };
  }

  return {
    happens(fault) {
      const rate = rates[fault] ?? 0;
      if (rate === 0) return false;
      const { count, chance } = draw(fault);
      if (isCalm || chance >= rate || without?.has(hitKey([fault, count]))) return false;
      counts[fault]++;
      onHit?.([fault, count]);
      return true;
    },
    happened: (fault) => void counts[fault]++,
    pick(choice, limit) {
      const { count, chance } = draw(choice);
      const picked = Math.floor(chance * limit);
      if (picked === 0 || without?.has(hitKey([choice, count]))) return 0;
      onHit?.([choice, count]);
      return picked;
    },
    calm() {
      isCalm = true;
    },
    isCalm: () => isCalm,
    counts: () => counts,
  };
}

/** From 0 to 1. Source: the finaliser of MurmurHash3, A. Appleby, public domain. */
function hash(seed: number, salt: number, count: number): number {
  let h = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) ^ Math.imul(count + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}
