import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { decodeHead, encodeHead } from '../../../lib/adapters/dynamodb/head-codec.ts';
import { NO_EFFECTS } from '../../../lib/ports/effects.ts';
import type { Head } from '../../../lib/ports/head-store.ts';

/** The head in the golden file, which is never written again; with an effect of each kind that it had. */
const head: Head = {
  ...{ gen: 2, epoch: 17, fingerprints: { 'sales@2': 'f00d' } },
  progress: { toSeq: '49590338271490256608559692538361571095921575989136588898', watermark: 9 },
  effects: {
    ...NO_EFFECTS,
    rows: [{ view: 'sales@2', key: 'dé', start: -5, end: 5, acc: [1, '2.5'], updatedAt: 8 }],
    late: [{ view: 'sales@2', sequence: '12', sub: 1, eventTime: 3, watermark: 9 }],
    records: [{ view: 'r', key: 'k', time: 3, id: '12/0', record: '{"a":1}', updatedAt: 8 }],
    states: [{ owner: 'sessions', key: 'k', state: { v: 1, order: 1, steps: [] }, isEmpty: false }],
    timers: [{ step: 'sessions', key: 'k', due: 10, isSet: true }],
  },
};

const id = { gen: head.gen, epoch: head.epoch };

describe('the payload of a head', () => {
  test('of version 1 is read for ever', () => {
    const text = readFileSync(join(import.meta.dirname, '../../golden/state/head-v1.txt'), 'utf8');

    expect(decodeHead(Buffer.from(text, 'base64'), id)).toEqual(head);
  });

  test('is read as it was written', () => {
    expect(decodeHead(encodeHead(head) ?? Buffer.of(), id)).toEqual(head);
  });

  test('that lacks effects of later versions has none of them', () => {
    const bytes = zstdCompressSync(
      JSON.stringify({ v: 1, fingerprints: {}, progress: null, effects: {} }),
    );

    expect(decodeHead(bytes, id).effects).toEqual(NO_EFFECTS);
  });

  test('of a version that is not known is refused', () => {
    const bytes = zstdCompressSync(JSON.stringify({ v: 3, fingerprints: {}, effects: {} }));

    expect(() => decodeHead(bytes, id)).toThrow(/version 3, expected version 1 or 2; .*STATE_ENC/);
  });
});
