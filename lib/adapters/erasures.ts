import { LAKE_PREFIXES } from '../pipeline/lake-prefixes.ts';
import type { RowKey } from '../ports/effects.ts';
import type { Lake } from '../ports/lake.ts';
import { lakeRunFiles } from './batch/run-files.ts';

/** What was erased, without a word on whom: which rows are to be kept as they were. */
export type Erasure = {
  readonly version: 1;
  readonly stream: string;
  /** ISO-8601 in UTC. */
  readonly at: string;
  readonly kept: readonly { readonly view: string; readonly key: string; readonly start: number }[];
};

/** Remembers that rows are kept as they were, though what they are made of was erased. */
export const rememberErasure = async (lake: Lake, erasure: Erasure): Promise<void> => {
  const name = `${LAKE_PREFIXES.erasures}${erasure.stream}/${erasure.at.replace(/\W/g, '-')}.json`;
  await lakeRunFiles(lake).create<Erasure>(name, erasure);
};

/** Rows that no batch run may heal, as the lake no longer holds all that they are made of. */
export async function keptRows(lake: Lake): Promise<readonly RowKey[]> {
  const kept: RowKey[] = [];
  for await (const { name } of lake.list(LAKE_PREFIXES.erasures)) {
    kept.push(...((await lakeRunFiles(lake).read<Erasure>(name))?.kept ?? []));
  }
  return kept;
}
