import {
  categoryAverages,
  expandedBids,
  localItems,
  sellerAverages,
  winningBids,
} from './auctions.ts';
import { highestBid } from './highest-bid.ts';
import { hotItems } from './hot-items.ts';
import type { Query } from './query-context.ts';
import {
  calculation,
  channelIds,
  currency,
  directories,
  passThrough,
  selection,
} from './stateless.ts';
import {
  auctionBids,
  bidderSessions,
  bidderWindows,
  channelBids,
  dailyBids,
  lastBids,
  newUsers,
  topBids,
} from './statistics.ts';

/** The queries of Nexmark by their numbers; 10 writes a log, 13 reads a file. */
export const NEXMARK: ReadonlyMap<number, Query> = new Map([
  [0, passThrough],
  [1, currency],
  [2, selection],
  [3, localItems],
  [4, categoryAverages],
  [5, hotItems],
  [6, sellerAverages],
  [7, highestBid],
  [8, newUsers],
  [9, winningBids],
  [11, bidderSessions],
  [12, bidderWindows],
  [14, calculation],
  [15, dailyBids],
  [16, channelBids],
  [17, auctionBids],
  [18, lastBids],
  [19, topBids],
  [20, expandedBids],
  [21, channelIds],
  [22, directories],
]);
