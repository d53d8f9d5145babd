/** Where a run writes down what it does; results are elsewhere, as tables. */
const rootOf = (run: string): string => `batch/${run}/`;

const padded = (n: number): string => String(n).padStart(6, '0');

/** Names of what a run writes down. */
export const runNames = {
  manifest: (run: string): string => `${rootOf(run)}manifest.json`,
  part: (run: string, item: number, { nth, bucket }: PartOf): string =>
    `${rootOf(run)}map/${padded(item)}/${padded(nth)}-${padded(bucket)}.json`,
  mapped: (run: string, item: number): string => `${rootOf(run)}map/${padded(item)}/done.json`,
  gathered: (run: string): string => `${rootOf(run)}reduce/tasks.json`,
  reduced: (run: string, bucket: number): string => `${rootOf(run)}reduce/${padded(bucket)}.json`,
  report: (run: string): string => `${rootOf(run)}report.json`,
} as const;

interface PartOf {
  /** How many times the task had written before. */
  readonly nth: number;
  readonly bucket: number;
}
