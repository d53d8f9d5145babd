import { FIRST_LEVEL } from '../core/slots.ts';

/**
 * How finely lanes address the exchange: to 2^level ranges of slots, all of one size.
 *
 * No shard of the exchange may own a part of a range only, so the level is raised before shards are
 * split, and lowered after they are merged. Each change has the next version.
 */
export type Layout = { readonly version: number; readonly level: number };

/** Of an exchange that nobody has scaled. */
export const FIRST_LAYOUT: Layout = { version: 0, level: FIRST_LEVEL };

/** The newer of two layouts. */
export const newerLayout = (a: Layout, b: Layout): Layout => (b.version > a.version ? b : a);

/**
 * The layout that lanes are to use.
 *
 * Contract:
 * 1. `read` gives a layout that was written, or {@link FIRST_LAYOUT} if none was; it may be some
 *    seconds old, but never older than what the same process has been given before.
 * 2. `write` writes it only if the stored version is the one before; it returns `false` otherwise.
 */
export interface ExchangeLayout {
  read(): Promise<Layout>;
  write(layout: Layout): Promise<boolean>;
}
