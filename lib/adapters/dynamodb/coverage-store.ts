import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { formatInstant, parseInstant } from '../../core/instant.ts';
import type { Claim, CoverageStore, CoveredRange } from '../../ports/coverage-store.ts';
import { readControl, replaceControl } from './control-items.ts';
import type { Item } from './item.ts';

const coverageOf = (view: string) => ({ kind: 'coverage', view, sk: 'ranges' }) as const;

/** Coverage in the table of rows, as lists of readable instants. */
export const dynamoCoverageStore = (client: DynamoDBClient, table: string): CoverageStore => ({
  async read(view) {
    const item = await readControl(client, table, coverageOf(view));
    const ranges = (item?.['ranges']?.L ?? []).map(({ M = {} }) => rangeOf(M));
    const claims = (item?.['claims']?.L ?? []).map(
      ({ M = {} }): Claim => ({ ...rangeOf(M), until: instantOf(M, 'until') }),
    );
    return { ranges, claims, version: Number(item?.['version']?.N ?? 0) };
  },

  async replace(view, { ranges, claims }, expected) {
    const attributes: Item = {
      version: { N: String(expected + 1) },
      ranges: { L: ranges.map((range) => ({ M: rangeItem(range) })) },
      claims: {
        L: claims.map((claim) => ({
          M: { ...rangeItem(claim), until: { S: formatInstant(claim.until) } },
        })),
      },
    };
    const value = expected === 0 ? undefined : { N: String(expected) };
    const was = { attribute: 'version', value };
    return replaceControl(client, table, { at: coverageOf(view), attributes, expected: was });
  },
});

const rangeItem = ({ from, to, run }: CoveredRange): Item => ({
  from: { S: formatInstant(from) },
  to: { S: formatInstant(to) },
  run: { S: run },
});

const rangeOf = (item: Item): CoveredRange => ({
  from: instantOf(item, 'from'),
  to: instantOf(item, 'to'),
  run: item['run']?.S ?? '',
});

const instantOf = (item: Item, name: string): number => parseInstant(item[name]?.S ?? '') ?? 0;
