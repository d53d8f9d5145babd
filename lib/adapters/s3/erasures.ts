import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';
import type { RowKey } from '../../ports/effects.ts';
import type { Lake } from '../../ports/lake.ts';
import type { OpenRow } from '../../runtime/batch/protocol.ts';
import { lakeRunFiles } from './run-files.ts';

/** Rows that are kept as they were, without a word on whose erasure it was. */
type Erasure = {
  readonly version: 1;
  readonly stream: string;
  /** ISO-8601 in UTC, as older versions wrote it. */
  readonly at?: string;
  readonly kept: readonly { readonly view: string; readonly key: string; readonly start: number }[];
  /** Absent from what older versions wrote. */
  readonly open?: readonly OpenRow[];
};

/** Rows that an erasure leaves as they are. */
export interface Kept {
  readonly stream: string;
  /** Tells these from other rows that are kept; the same ones again have the same name. */
  readonly as: string;
  /** For good. */
  readonly kept: readonly RowKey[];
  /** Until they are closed and a batch run computes them. */
  readonly open: readonly OpenRow[];
}

/** Remembers rows that stay as they are, though what they are made of was erased. */
export async function rememberErasure(lake: Lake, { stream, as, ...rows }: Kept): Promise<void> {
  const kept = rows.kept.map(({ view, key, start }) => ({ view, key, start }));
  const open = rows.open.map(({ view, key, start, end }) => ({ view, key, start, end }));
  const name = `${LAKE_PREFIXES.erasures}${stream}/${as.replace(/\.json$/, '')}.json`;
  await lakeRunFiles(lake).create<Erasure>(name, { version: 1, stream, kept, open });
}

/** What is below a folder of its own is an erasure that is under way. */
const KEPT = new RegExp(`^${LAKE_PREFIXES.erasures}[^/]+/[^/]+\\.json$`);

/** Rows that no batch run may heal, as the lake no longer holds all that they are made of. */
export async function keptRows(lake: Lake): Promise<readonly RowKey[]> {
  return (await erasuresIn(lake)).flatMap((each) => each.kept);
}

/** Rows that were open when something of theirs was erased: nothing may be left of what they hold. */
export async function openRows(lake: Lake): Promise<readonly OpenRow[]> {
  return (await erasuresIn(lake)).flatMap(({ open = [] }) => open);
}

async function erasuresIn(lake: Lake): Promise<Erasure[]> {
  const all: Erasure[] = [];
  for await (const { name } of lake.list(LAKE_PREFIXES.erasures)) {
    if (!KEPT.test(name)) continue;
    const erasure = await lakeRunFiles(lake).read<Erasure>(name);
    if (erasure !== undefined) all.push(erasure);
  }
  return all;
}
