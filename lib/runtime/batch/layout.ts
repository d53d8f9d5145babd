import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';

/** The two halves of a run whose tasks may be done at once. */
export type Half = 'map' | 'reduce';

/** Where a run writes down what it does; results are elsewhere, as tables. */
const rootOf = (run: string): string => `${LAKE_PREFIXES.batch}${run}/`;

const padded = (n: number): string => String(n).padStart(6, '0');

/** Names of what a run writes down. */
export const runNames = {
  manifest: (run: string): string => `${rootOf(run)}manifest.json`,
  /** Rows that are not to be healed. */
  kept: (run: string): string => `${rootOf(run)}kept.json`,
  /** What is to be done in one half of the run, as an array of JSON. */
  tasks: (run: string, half: Half): string => `${rootOf(run)}${half}/tasks.json`,
  /** What stopped a task for good; of no meaning once the task is done. */
  failed: (run: string, half: Half, task: number): string =>
    `${failuresOf(run)}${half}-${padded(task)}.json`,
  part: (run: string, item: number, { by, nth, bucket }: PartOf): string =>
    `${rootOf(run)}map/${padded(item)}/${by}-${padded(nth)}-${padded(bucket)}.json`,
  mapped: (run: string, item: number): string => `${rootOf(run)}map/${padded(item)}/done.json`,
  gathered: (run: string): string => `${rootOf(run)}gathered.json`,
  bucket: (run: string, bucket: number): string =>
    `${rootOf(run)}reduce/${padded(bucket)}/parts.json`,
  reduced: (run: string, bucket: number): string =>
    `${rootOf(run)}reduce/${padded(bucket)}/done.json`,
  report: (run: string): string => `${rootOf(run)}report.json`,
} as const;

/** Everything that stopped tasks of a run. */
export const failuresOf = (run: string): string => `${rootOf(run)}failed/`;

/** How a map task came to its partial rows. */
export type MappedBy = 'events' | 'sql';

interface PartOf {
  readonly by: MappedBy;
  /** How many times the task had written before. */
  readonly nth: number;
  readonly bucket: number;
}
