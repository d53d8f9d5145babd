import type { Exchange } from '../../ports/exchange.ts';
import type { HeadStore } from '../../ports/head-store.ts';

/**
 * Heads that fit only if everything that they change can be written, too: what is committed and cannot
 * be applied would stop its task for good (law L16).
 *
 * Rows, states and records of any size can be written, as far as a head holds them; a message cannot.
 */
export const fittingHeads = (
  heads: HeadStore,
  { exchange }: { readonly exchange: Exchange },
): HeadStore => ({
  read: (task) => heads.read(task),
  commit: (task, head, expected) => heads.commit(task, head, expected),
  markApplied: (task, mark) => heads.markApplied(task, mark),
  fits: (head) => heads.fits(head) && head.effects.messages.every((each) => exchange.fits(each)),
});
