import type { ChainLink } from './chain-link.ts';
import type { ChainId } from './layout.ts';

/**
 * What is wrong with a chain.
 *
 * - `gap`: nothing continues from where an object ends, but others come later.
 * - `overlap`: an object begins before the end of the one before it, so records may be there twice.
 * - `fork`: two objects with records continue from the same place.
 * - `backwards`: an object ends before it begins. One that holds nothing is none: its subject was erased.
 */
export type ChainFault = 'gap' | 'overlap' | 'fork' | 'backwards';

export interface ChainFinding extends ChainId {
  readonly fault: ChainFault;
  /** Padded sequence numbers between which it is. */
  readonly from: string;
  readonly to: string;
}

export interface ChainReport {
  readonly findings: readonly ChainFinding[];
  /** Chains that were looked at. */
  readonly chains: number;
  readonly objects: number;
  readonly rows: number;
}

/**
 * Checks that the objects of each chain follow each other without gap and without overlap (law L9).
 *
 * The links may be of many chains and in any order. Turns hold no records and are passed over. What
 * is checked is what the objects say of themselves; records that a mapping gave up before anybody
 * stored them leave no trace in sequence numbers, and are found at its failure destination.
 *
 * @param since - Where each chain has to begin, such as `GENESIS`; by default its first object may
 *   begin anywhere, so that a part of a chain can be checked.
 */
export function verifyChain(
  links: Iterable<ChainLink>,
  { since }: { readonly since?: string } = {},
): ChainReport {
  const chains = new Map<string, ChainLink[]>();
  let objects = 0;
  let rows = 0;
  for (const link of links) {
    objects++;
    const id = `${link.stream}/${link.shard}`;
    const chain = chains.get(id);
    if (chain === undefined) chains.set(id, [link]);
    else chain.push(link);
    if (link.kind === 'data') rows += link.rows;
  }
  const findings = [...chains.values()].flatMap((chain) => verifyOne(chain, since));
  return { findings, chains: chains.size, objects, rows };
}

function verifyOne(links: readonly ChainLink[], since: string | undefined): ChainFinding[] {
  const findings: ChainFinding[] = [];
  const data = links.filter((link) => link.kind === 'data').sort(byFrom);
  let before: { readonly from: string; readonly to: string } | undefined =
    since === undefined ? undefined : { from: '', to: since };
  for (const { stream, shard, from, to } of data) {
    const note = (fault: ChainFault, start: string, end: string): void => {
      findings.push({ stream, shard, fault, from: start, to: end });
    };
    if (to <= from) note('backwards', from, to);
    if (before !== undefined && from === before.from) note('fork', from, to);
    else if (before !== undefined && from < before.to) note('overlap', from, before.to);
    else if (before !== undefined && from > before.to) note('gap', before.to, from);
    before = { from, to: before !== undefined && before.to > to ? before.to : to };
  }
  return findings;
}

const byFrom = (a: { readonly from: string }, b: { readonly from: string }): number =>
  a.from < b.from ? -1 : Number(a.from > b.from);
