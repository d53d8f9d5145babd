import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';
import type { RowKey } from '../../ports/effects.ts';
import type { Lake } from '../../ports/lake.ts';
import { lakeRunFiles } from './run-files.ts';

/** Rows that are kept as they were, without a word on whose erasure it was. */
type Erasure = {
  readonly version: 1;
  readonly stream: string;
  /** ISO-8601 in UTC, as older versions wrote it. */
  readonly at?: string;
  readonly kept: readonly { readonly view: string; readonly key: string; readonly start: number }[];
};

/** Rows that are to be kept. */
export interface Kept {
  readonly stream: string;
  /** Tells these from other rows that are kept; the same ones again have the same name. */
  readonly as: string;
  readonly kept: readonly RowKey[];
}

/** Remembers that rows are kept as they are, though what they are made of was erased. */
export async function rememberErasure(lake: Lake, { stream, as, kept }: Kept): Promise<void> {
  const rows = kept.map(({ view, key, start }) => ({ view, key, start }));
  const name = `${LAKE_PREFIXES.erasures}${stream}/${as.replace(/\.json$/, '')}.json`;
  await lakeRunFiles(lake).create<Erasure>(name, { version: 1, stream, kept: rows });
}

/** What is below a folder of its own is an erasure that is under way. */
const KEPT = new RegExp(`^${LAKE_PREFIXES.erasures}[^/]+/[^/]+\\.json$`);

/** Rows that no batch run may heal, as the lake no longer holds all that they are made of. */
export async function keptRows(lake: Lake): Promise<readonly RowKey[]> {
  const kept: RowKey[] = [];
  for await (const { name } of lake.list(LAKE_PREFIXES.erasures)) {
    if (!KEPT.test(name)) continue;
    for (const row of (await lakeRunFiles(lake).read<Erasure>(name))?.kept ?? []) kept.push(row);
  }
  return kept;
}
