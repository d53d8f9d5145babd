import { describe, expect, test } from '@jest/globals';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { MAX_RECORD_BYTES } from '../../../lib/runtime/keyed/results.ts';
import { speedGives } from '../../support/definitions/platforms.ts';
import { Click } from '../../support/definitions/site.ts';

const SHARDS = ['clicks:0'];

const site = pipeline('site', (p) => {
  const clicks = p.stream('clicks', Click, {
    ...{ key: 'user', time: 'at', maxOutOfOrderness: 0, maxClockSkew: '365d' },
  });
  clicks.groupBy('user').view('all');
});

const click = (id: number, page: string) => ({ id: String(id), user: 'ann', page, at: id, ms: 0 });

describe('a record', () => {
  test('is set aside and counted where no item holds it, and the others come', async () => {
    const items = [click(1, 'home'), click(2, 'é'.repeat(MAX_RECORD_BYTES / 2)), click(3, 'cart')];
    const treatment = { random: () => 0.999, probability: 0, headCharacters: 50_000_000 };

    const given = await speedGives(site, SHARDS, [{ shard: 'clicks:0', items }], treatment);

    expect(given.records.map((line) => line.slice(0, 10))).toEqual(['all ann 1:', 'all ann 3:']);
    expect(given.late).toEqual(['all 2']);
  });
});
