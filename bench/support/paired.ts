/** One of several ways to do the same work. */
export interface Contender {
  readonly name: string;
  /** Does the work once, from the beginning. */
  run(): Promise<unknown> | unknown;
}

/** Middle and ends of what several rounds gave. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param values - At least one. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (i: number): number => sorted[i] ?? Number.NaN;
  const half = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}

/**
 * Seconds of processor time per contender and round, all threads of this process together.
 *
 * The contenders take turns, in another order each round, so that what else the machine does meets
 * all of them. Processor time, because a machine with other work gives no wall-clock time to trust.
 */
export async function takeTurns(
  contenders: readonly Contender[],
  { warmUp, rounds }: { readonly warmUp: number; readonly rounds: number },
): Promise<number[][]> {
  const seconds: number[][] = contenders.map(() => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const i = (turn + Math.abs(round)) % contenders.length;
      globalThis.gc?.(); // nobody pays for what another left
      const before = process.cpuUsage();
      await contenders[i]?.run();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) seconds[i]?.push((user + system) / 1e6);
    }
  }
  return seconds;
}
