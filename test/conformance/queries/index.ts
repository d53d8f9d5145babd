import { highestBid } from './highest-bid.ts';
import { hotItems } from './hot-items.ts';
import type { Query } from './query-context.ts';

/** The queries of Nexmark by their numbers. */
export const NEXMARK: ReadonlyMap<number, Query> = new Map([
  [5, hotItems],
  [7, highestBid],
]);
