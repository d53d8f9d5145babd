import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/core/aggregators/aggregator.ts';
import { decodeEntry, encodeEntry, rearm } from '../../../lib/runtime/keyed/key-entry.ts';
import { FIRST_OPERATORS } from '../../support/operators/operators.ts';
import { expectGolden } from '../../support/text/golden-text.ts';

interface StoredOperator {
  readonly operator: string;
  readonly encoding: string;
  readonly watermark: number;
  readonly state: Json;
}

const GOLDEN = join(import.meta.dirname, '../../golden/operator-state/v1.json');

const stored = JSON.parse(readFileSync(GOLDEN, 'utf8')) as readonly StoredOperator[];

/** A step of each kind of operator, as if one view had them all. */
const steps = FIRST_OPERATORS.map(([id, make]) => ({ id, keyed: make() }));

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

  test('is read for ever while the key is behind: version 2, with what is to be worked off', () => {
    const event = { view: 'view', input: 0, key: 'ann', time: 5, event: ['a'], id: 'x/1/0.0' };
    const happenings = [
      { event: { ...event, reached: null }, clocks: { clicks: 3 } },
      { clocks: { clicks: 9 } },
    ];
    const backlog = { turn: 4, from: 17, happenings };

    const entry = decodeEntry('view', 'ann', entryOf({ v: 2, backlog }), steps);
    const written = encodeEntry(entry, steps);

    expect(entry).toMatchObject({ backlog, queued: 4, isStored: true });
    expectGolden('state/key-entry-v2.json', JSON.stringify(written, undefined, 1));
  });

  test('has no timer of a step while the key is behind, but a place in the queue', () => {
    const entry = decodeEntry('view', 'ann', entryOf(), steps);
    const armed = entry.armed.filter((due) => due !== null).length;
    entry.backlog = { turn: 7, from: 0, happenings: [] };

    const changes = rearm(entry, steps);

    expect(changes.filter(({ isSet }) => isSet)).toEqual([
      { step: 'behind/view', key: 'ann', due: 7, isSet: true },
    ]);
    expect(changes.filter(({ isSet }) => !isSet)).toHaveLength(armed);
    expect(rearm(entry, steps)).toEqual([]);
  });

  test('is read where a step has been added since', () => {
    const before = { v: 1, order: 3, steps: [{ armed: null }] };

    const entry = decodeEntry('view', 'ann', before, steps);

    expect(entry.states.every((state) => state === undefined)).toBe(true);
    expect(entry).toMatchObject({ order: 3, isStored: false });
  });

  test('of a later version, or in the encoding of another operator, is refused with what to do', () => {
    const of = (encoded: Json) => () => decodeEntry('view', 'ann', encoded, steps.slice(0, 1));

    expect(of(entryOf({ v: 3 }))).toThrow(
      /version 3, expected version 1 or 2; .*STATE_ENCODING_UNKNOWN/,
    );
    expect(of(entryOf({ steps: [{ armed: null, encoding: 'windows/2', state: [] }] }))).toThrow(
      /windows\/2, expected windows\/1; .*raise the version of the view/,
    );
  });
});
