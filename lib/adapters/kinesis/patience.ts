/** How long somebody goes on who is refused. */
export interface Patience {
  /** Refusals in a row, without anything taken between them, after which it is given up. */
  readonly refusals: number;
  /** Waits; units: milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
  /** From 0 to 1: those who were refused together must not come back together. */
  readonly random: () => number;
}

/** By the timer and the lots that the process has, which the simulator replaces. */
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Some 35 s in all, most of them between the last attempts. */
export const PATIENCE: Patience = { refusals: 12, sleep, random: () => Math.random() };

const SHORTEST_MS = 50;
const LONGEST_MS = 5_000;

/** What is waited after so many refusals in a row, from 1. Units: milliseconds. */
export const delayAfter = (refusals: number, random: () => number): number =>
  Math.min(Math.round(SHORTEST_MS * 2 ** (refusals - 1) * (1 + random())), LONGEST_MS);
