import { formatInstant } from '../../core/instant.ts';
import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';
import { SEQUENCE_DIGITS } from '../../ports/task.ts';

/** Where the lake begins; everything that the archive lane writes is below. */
export const LAKE_ROOT = LAKE_PREFIXES.lake;

/** One shard of one stream: the objects of one chain. */
export interface ChainId {
  /** Name of the stream in the pipeline. */
  readonly stream: string;
  readonly shard: string;
}

/** Whole hours since 1970, in UTC. */
export type Hour = number;

const HOUR_MS = 3_600_000;

/** The position before every record: where each chain begins. */
export const GENESIS = '0'.repeat(SEQUENCE_DIGITS);

/** The hour in which a record arrived; it decides the partition. */
export const hourOf = (arrival: number): Hour => Math.floor(arrival / HOUR_MS);

/** `2026-03-01T10`. */
export const formatHour = (hour: Hour): string => formatInstant(hour * HOUR_MS).slice(0, 13);

/** Everything of a stream in one hour: `lake/sales/dt=2026-03-01/hh=10/`. */
export function partitionPrefix(stream: string, hour: Hour): string {
  const [date, hh] = formatHour(hour).split('T');
  return `${LAKE_ROOT}${stream}/dt=${date}/hh=${hh}/`;
}

/** Everything of a chain in one hour, in the order of the chain. */
export const chainPrefix = ({ stream, shard }: ChainId, hour: Hour): string =>
  `${partitionPrefix(stream, hour)}${shard}/`;

/**
 * The object that continues a chain.
 *
 * @param hour - Hour of the object before it; the name must follow from what is stored already.
 * @param from - Padded sequence number up to which the chain is there.
 */
export const objectName = (chain: ChainId, hour: Hour, from: string): string =>
  `${chainPrefix(chain, hour)}${from}.parquet`;

/**
 * The object that holds what several did: of one hour, from one position up to and including another.
 *
 * Its name says which objects it replaces, so that creating it is all that there is to do.
 */
export const compactedName = (
  chain: ChainId,
  hour: Hour,
  { from, to }: { readonly from: string; readonly to: string },
): string => `${chainPrefix(chain, hour)}${from}-${to}.parquet`;

/** How the objects of a chain in one hour are compacted: `compactions/sales/<shard>/dt=…/hh=….json`. */
export const compactionName = ({ stream, shard }: ChainId, partition: string): string =>
  `${LAKE_PREFIXES.compactions}${stream}/${shard}/${partition}.json`;

/** Notes on a chain, one for each hour that it enters; newest first, as S3 lists. */
export const runsPrefix = ({ stream, shard }: ChainId): string =>
  `${LAKE_ROOT}_chain/${stream}/${shard}/`;

/** The note on a run: the objects in one hour, from the one that continues from `from`. */
export const runName = (chain: ChainId, from: string): string =>
  runsPrefix(chain) + ninesComplement(from);

/** Digits that sort in the opposite order. */
const ninesComplement = (digits: string): string =>
  digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
