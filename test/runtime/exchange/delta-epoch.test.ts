import { describe, expect, test } from '@jest/globals';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import type { ExchangeMessage } from '../../../lib/ports/effects.ts';
import { deltaEpoch, rowSizes } from '../../../lib/runtime/exchange/delta-epoch.ts';
import { room } from '../../../lib/runtime/keyed/room.ts';
import { exchangeLaneOf } from '../../../lib/runtime/lanes/lanes-of.ts';
import { shop } from '../../support/definitions/shop.ts';

const message: ExchangeMessage = {
  ...{
    lane: 'sales.speed',
    shard: 'a',
    gen: 1,
    epoch: 1,
    part: 0,
    parts: 1,
    slots: { from: 0, to: 4 },
  },
  ...{ watermark: 100_000, arrival: 0, events: [] },
  deltas: [{ view: 'recent_by_country', key: 'de', start: 10_000, end: 30_000, acc: [1] }],
};

describe('deltas', () => {
  test('that come too late are set aside with the row that lacks them', () => {
    const { views } = exchangeLaneOf(shop, planOf(shop));
    const runtimes = new Map(views.map(({ runtime }) => [runtime.id, runtime]));
    const epoch = deltaEpoch(
      { deltas: 0, late: 0, refused: 0 },
      {
        viewOf: (id) => runtimes.get(id),
        room: room(1_000, () => false),
        sizes: rowSizes(),
      },
    );

    epoch.take({ message, from: 0, to: 1 }, 0, 100_000);

    expect(epoch.late).toMatchObject([{ view: 'recent_by_country', key: 'de', start: 10_000 }]);
  });
});
