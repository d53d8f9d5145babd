import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../lib/core/aggregators/aggregator.ts';
import { decodeEntry, encodeEntry } from '../../lib/runtime/keyed/key-entry.ts';
import { expectGolden } from '../support/golden-text.ts';
import { OPERATORS } from '../support/operators.ts';

interface StoredOperator {
  readonly operator: string;
  readonly encoding: string;
  readonly watermark: number;
  readonly state: Json;
}

const GOLDEN = join(import.meta.dirname, '../golden/operator-state/v1.json');

const stored = JSON.parse(readFileSync(GOLDEN, 'utf8')) as readonly StoredOperator[];

/** A step of each kind of operator, as if one view had them all. */
const steps = OPERATORS.map(([id, make]) => ({ id, keyed: make() }));

const entryOf = (change: object = {}): Json => ({
  ...{ v: 1, order: 7 },
  steps: stored.map(({ encoding, state, watermark }) => ({ armed: watermark, encoding, state })),
  ...change,
});

describe('what is stored of a key', () => {
  test('is read for ever: version 1, with the state of every operator', () => {
    const entry = decodeEntry('view', 'ann', entryOf(), steps);
    const written = encodeEntry(entry, steps);

    expect(entry).toMatchObject({ owner: 'view', key: 'ann', order: 7, isStored: true });
    expectGolden('state/key-entry-v1.json', JSON.stringify(written, undefined, 1));
  });

  test('is read where a step has been added since', () => {
    const before = { v: 1, order: 3, steps: [{ armed: null }] };

    const entry = decodeEntry('view', 'ann', before, steps);

    expect(entry.states.every((state) => state === undefined)).toBe(true);
    expect(entry).toMatchObject({ order: 3, isStored: false });
  });

  test('of a later version, or in the encoding of another operator, is refused with what to do', () => {
    const of = (encoded: Json) => () => decodeEntry('view', 'ann', encoded, steps.slice(0, 1));

    expect(of(entryOf({ v: 2 }))).toThrow(
      /version 2, expected version 1; .*STATE_ENCODING_UNKNOWN/,
    );
    expect(of(entryOf({ steps: [{ armed: null, encoding: 'windows/2', state: [] }] }))).toThrow(
      /windows\/2, expected windows\/1; .*raise the version of the view/,
    );
  });
});
