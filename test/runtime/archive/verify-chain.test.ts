import { describe, expect, test } from '@jest/globals';
import type { ChainLink, DataLink } from '../../../lib/runtime/archive/chain-link.ts';
import { GENESIS } from '../../../lib/runtime/archive/layout.ts';
import { verifyChain } from '../../../lib/runtime/archive/verify-chain.ts';

const pad = (sequence: number): string => String(sequence).padStart(56, '0');
const chain = { stream: 'sales', shard: 's1' };

const link = (from: number, to: number, more: Partial<DataLink> = {}): DataLink => ({
  kind: 'data',
  ...chain,
  from: pad(from),
  to: pad(to),
  rows: 1,
  arrival: { min: 0, max: 0 },
  eventTime: null,
  ...more,
});

const faults = (...links: ChainLink[]) =>
  verifyChain(links).findings.map(({ fault, from, to }) => [fault, Number(from), Number(to)]);

describe('verifyChain', () => {
  test('finds nothing wrong with objects that follow each other, in whatever order they come', () => {
    expect(faults(link(5, 99), link(0, 5), link(99, 100))).toEqual([]);
  });

  test('finds a place that nothing continues from', () => {
    expect(faults(link(0, 5), link(7, 9))).toEqual([['gap', 5, 7]]);
  });

  test('finds objects that hold the same records', () => {
    expect(faults(link(0, 5), link(3, 9))).toEqual([['overlap', 3, 5]]);
    expect(faults(link(0, 9), link(3, 5), link(9, 10))).toEqual([['overlap', 3, 9]]);
  });

  test('finds two objects that continue from the same place', () => {
    expect(faults(link(0, 5), link(5, 7), link(5, 9))).toEqual([['fork', 5, 9]]);
  });

  test('finds objects that hold nothing or end before they begin', () => {
    expect(faults(link(5, 5))).toEqual([['backwards', 5, 5]]);
    expect(faults(link(5, 6, { rows: 0 }))).toEqual([]); // whoever was in it was erased
  });

  test('passes over turns, which hold no records', () => {
    const turn = { kind: 'turn', ...chain, from: pad(5), next: 7 } as const;

    expect(faults(link(0, 5), turn, link(5, 7))).toEqual([]);
  });

  test('asks that a chain is there from its beginning only if it is told to', () => {
    const part = [link(5, 7)];

    expect(verifyChain(part).findings).toEqual([]);
    expect(verifyChain(part, { since: GENESIS }).findings).toEqual([
      { ...chain, fault: 'gap', from: GENESIS, to: pad(5) },
    ]);
  });

  test('checks each shard of each stream by itself', () => {
    const links = [link(0, 5), link(2, 7, { shard: 's2' }), link(3, 4, { stream: 'visits' })];

    expect(verifyChain(links)).toEqual({ findings: [], chains: 3, objects: 3, rows: 3 });
  });
});
