/** How long a benchmark may take: `--quick` shows that it works, and little more. */
export interface Effort {
  readonly isQuick: boolean;
  readonly rounds: number;
  readonly warmUp: number;
}

/** What the command line asks for. */
export function effort(full: { readonly rounds: number; readonly warmUp: number }): Effort {
  const isQuick = process.argv.includes('--quick');
  return isQuick ? { isQuick, rounds: 3, warmUp: 1 } : { isQuick, ...full };
}
