import { type Link, positionsOf, type Run, startOf } from './run.ts';
import type { SkipSpec } from './spec.ts';

/** Whether a match may make another one, with a later first event, impossible. */
export const skips = (skip: SkipSpec): boolean => skip.strategy !== 'none';

/**
 * Which runs and matches are given up once a match is reported: those whose first event comes before
 * the point that is skipped to.
 *
 * @param stage - Index of the stage that `toFirst` and `toLast` name.
 * @returns `undefined`: none. A match without an event of the stage skips nothing.
 */
export function overlappedBy<T>(
  { strategy }: SkipSpec,
  stage: number,
  link: Link<T> | undefined,
): ((run: Run<T>) => boolean) | undefined {
  switch (strategy) {
    case 'none':
      return undefined;
    case 'pastLastEvent':
      return startsUpTo(link?.seq);
    case 'toNext':
      return startsUpTo(link?.first.seq);
    case 'toFirst':
      return startsBefore(positionsOf(link, stage).at(0));
    case 'toLast':
      return startsBefore(positionsOf(link, stage).at(-1));
  }
}

const startsUpTo = <T>(position: number | undefined) =>
  startsBefore<T>(position === undefined ? undefined : position + 1);

const startsBefore = <T>(position: number | undefined): ((run: Run<T>) => boolean) | undefined =>
  position === undefined ? undefined : (run) => startOf(run) < position;
