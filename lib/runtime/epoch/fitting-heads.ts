import type { Exchange } from '../../ports/exchange.ts';
import type { HeadStore } from '../../ports/head-store.ts';

/** What a head fills that has a message which is too large: nobody knows what else would fit. */
const TOO_MUCH = 2;

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
  markReached: (task, epoch, reached) => heads.markReached(task, epoch, reached),
  fill(head) {
    const fill = heads.fill(head);
    if (fill > 1 || head.effects.messages.every((each) => exchange.fits(each))) return fill;
    return TOO_MUCH;
  },
});
