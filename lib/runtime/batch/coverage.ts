import { formatInstant } from '../../core/instant.ts';
import { greatest, least } from '../../core/many.ts';
import type { EventTime } from '../../core/time.ts';
import { BatchError } from '../../errors/batch-error.ts';
import { TransientError } from '../../errors/transient-error.ts';
import type { Claim, Coverage, CoverageStore, CoveredRange } from '../../ports/coverage-store.ts';
import type { ViewRange } from './protocol.ts';

/**
 * How long a run is taken for alive after it was last asked for. Milliseconds.
 *
 * Should it live longer and meet another one, both compute the same rows, and each writes only what
 * is still as it was read: the claim saves work and makes reports true, rows do not need it.
 */
export const CLAIM_LASTS = 6 * 3_600_000;

/** Attempts at a change while others change the same view. */
const ATTEMPTS = 20;

interface Range {
  readonly from: EventTime;
  readonly to: EventTime;
}

/** What a run has for itself. */
export interface ClaimedRange extends Range {
  readonly view: string;
}

const overlaps = (a: Range, b: Range): boolean => a.from < b.to && b.from < a.to;

/**
 * Makes a range of a view the run's own, or renews that.
 *
 * @throws {@link BatchError} `BATCH_RUN_OVERLAPS` if another run is at it.
 */
const claimRange = (
  store: CoverageStore,
  { view, from, to }: ClaimedRange,
  { run, now }: { readonly run: string; readonly now: EventTime },
): Promise<void> =>
  change(store, view, ({ ranges, claims }) => {
    const alive = claims.filter((claim) => claim.until > now && claim.run !== run);
    const other = alive.find((claim) => overlaps(claim, { from, to }));
    if (other !== undefined) throw busy(view, other);
    return { ranges, claims: [...alive, { run, from, to, until: now + CLAIM_LASTS }] };
  });

/**
 * Makes ranges the run's own, all or none.
 *
 * @throws {@link BatchError} `BATCH_RUN_OVERLAPS`
 */
export async function claimAll(
  store: CoverageStore,
  ranges: readonly ClaimedRange[],
  by: { readonly run: string; readonly now: EventTime },
): Promise<void> {
  const claimed: string[] = [];
  for (const range of ranges) {
    try {
      await claimRange(store, range, by);
    } catch (error) {
      // whoever is refused is not to stand in the way of others
      if (error instanceof BatchError) {
        for (const view of claimed) await releaseView(store, view, by.run);
      }
      throw error;
    }
    claimed.push(range.view);
  }
}

/** Lets others have a view again. */
export const releaseView = (store: CoverageStore, view: string, run: string): Promise<void> =>
  change(store, view, ({ ranges, claims }) => ({
    ranges,
    claims: claims.filter((claim) => claim.run !== run),
  }));

/** Says that a run has computed a range again, and is done with the view. */
export const publishRange = (
  store: CoverageStore,
  { view, from, to }: ViewRange,
  run: string,
): Promise<void> =>
  change(store, view, ({ ranges, claims }) => ({
    ranges: withRange(ranges, { from, to, run }),
    claims: claims.filter((claim) => claim.run !== run),
  }));

/** The union of ranges; those that touch become one, and bear the run that came last. */
export function withRange(ranges: readonly CoveredRange[], added: CoveredRange): CoveredRange[] {
  const apart = ranges.filter(({ from, to }) => to < added.from || added.to < from);
  const touching = ranges.filter((range) => !apart.includes(range));
  const union = {
    from: least(
      touching.map(({ from }) => from),
      added.from,
    ),
    to: greatest(
      touching.map(({ to }) => to),
      added.to,
    ),
    run: added.run,
  };
  return [...apart, union].sort((a, b) => a.from - b.from);
}

async function change(
  store: CoverageStore,
  view: string,
  next: (now: Coverage) => Coverage,
): Promise<void> {
  for (let i = 0; i < ATTEMPTS; i++) {
    const { version, ...now } = await store.read(view);
    if (await store.replace(view, next(now), version)) return;
  }
  throw new TransientError(`${view}: its coverage is changed by others without an end`);
}

const busy = (view: string, { run, from, to, until }: Claim): BatchError =>
  new BatchError('BATCH_RUN_OVERLAPS', {
    at: view,
    problem: 'another run is computing the same windows',
    given: `${run} from ${formatInstant(from)} to ${formatInstant(to)}`,
    expected: 'one run at a time',
    fix: `wait until it is done, finish it with --run ${run}, or begin after ${formatInstant(until)}`,
  });
