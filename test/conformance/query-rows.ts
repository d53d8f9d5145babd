import type { AnyEvent } from './infer-schema.ts';

/** Other names that cases use for what our rows call so. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  start: ['windowStart', 'starttime', 'startTime', 'window_start', 'wstart', 'sessionStart'],
  end: ['windowEnd', 'endtime', 'endTime', 'window_end', 'wend', 'sessionEnd'],
  n: ['count', 'num', 'cnt', 'bids', 'bidCount', 'bid_count', 'numBids', 'total', 'total_bids'],
  avg: ['avgPrice', 'avg_price', 'average', 'avgFinal', 'avgSellingPrice', 'avg_final', 'mean'],
  price: ['maxPrice', 'max_price', 'highest', 'finalPrice', 'final', 'final_price', 'winningPrice'],
  ts: ['time', 'dateTime', 'date_time'],
  id: ['personId', 'person', 'auctionId'],
  auction: ['auctionId', 'auction_id', 'item'],
  bidder: ['winner', 'user'],
  rank_number: ['rank', 'position'],
};

/**
 * Records as the expected rows show them: the fields that these have, by their names.
 *
 * A field may stand under another name or behind the prefix of a join's side; the left one counts.
 */
export function shownAs(
  expected: readonly AnyEvent[],
  records: readonly AnyEvent[],
): readonly AnyEvent[] {
  const names = [...new Set(expected.flatMap((row) => Object.keys(row)))];
  return records.map((record) =>
    Object.fromEntries(names.map((name) => [name, plain(found(record, name))])),
  );
}

function found(record: AnyEvent, name: string): unknown {
  for (const candidate of [name, ...alike(name)]) {
    if (candidate in record) return record[candidate];
    const prefixed = Object.keys(record).find((own) => own.endsWith(`_${candidate}`));
    if (prefixed !== undefined) return record[prefixed];
  }
  return undefined;
}

const alike = (name: string): readonly string[] =>
  Object.entries(SYNONYMS)
    .filter(([own, others]) => own === name || others.includes(name))
    .flatMap(([own, others]) => [own, ...others]);

const plain = (value: unknown): unknown =>
  typeof value === 'bigint' ? Number(value) : (value ?? null);
