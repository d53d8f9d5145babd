import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/core/aggregators/aggregator.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { FIELDS } from '../../support/operators/aggregates.ts';

/** State as it was once stored, and what its row showed. */
interface Golden {
  readonly encoding: string;
  readonly spec: AggregateSpec;
  readonly state: Json;
  /** As JSON; a bigint is written as digits with an `n`, an infinity by its name. */
  readonly row: Json;
}

const FOLDER = join(import.meta.dirname, '../../golden/accumulators');

const asJson = (row: unknown): unknown =>
  JSON.parse(
    JSON.stringify(row, (_key, value: unknown) => {
      if (typeof value === 'bigint') return `${value}n`;
      return value === Number.POSITIVE_INFINITY ? 'Infinity' : value;
    }),
  );

/** Files are added, never changed: what they hold is in somebody's table. */
describe.each(readdirSync(FOLDER))('stored state %s', (file) => {
  const all = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden[];

  test.each(all.map((golden, i) => ({ ...golden, i })))(
    'still decodes: $i, $encoding',
    ({ encoding, spec, state, row }) => {
      const { aggregator } = bindAggregate(spec, FIELDS, 'golden');
      const acc = aggregator.decode(state);

      expect(asJson(aggregator.present(acc))).toEqual(row);
      expect(aggregator.encode(acc)).toEqual(state);
      expect(aggregator.encoding).toBe(encoding);
    },
  );
});
